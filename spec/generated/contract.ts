// Generated from spec/group_get.openapi.yaml and spec/editions by `npm run generate`. Do not edit.

export const clauseIds = ["C1","C2","C3","C4","C5","B1","B2","B3","B4","B5","E1","E2","E3","E4","E5","E6","E7","S1","S2","S3","S4","S5","S6","S7","S8","S9","S10","S11","F1","F2","F3","F4","F5","F6","L1","L2","L3","L4","L5","L6","L7","L8"] as const;
export type ClauseId = (typeof clauseIds)[number];
/** The clauses by the part of the harness that judges them. */
export const clauseIdsOf = {
  "contract": [
    "C1",
    "C2",
    "C3",
    "C4",
    "C5",
    "B1",
    "B2",
    "B3",
    "B4",
    "B5",
    "E1",
    "E2",
    "E3",
    "E4",
    "E5",
    "E6",
    "E7",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
    "S10",
    "S11",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6"
  ],
  "load": [
    "L1",
    "L2",
    "L3",
    "L4",
    "L5",
    "L6",
    "L7",
    "L8"
  ]
} as const;

export const editionIds = ["2021-09-28","2024-02-07","2024-09-25","2025-12-15"] as const;
export type EditionId = (typeof editionIds)[number];
/** Former names of editions. */
export const editionAliases: Record<string, EditionId> = {
  "2024": "2024-02-07"
};

/** Names for TARGET_REGION, backup hosts included. */
export const regionIds = ["china","china-backup","singapore","singapore-backup","seoul","seoul-backup","frankfurt","frankfurt-backup","silicon-valley","silicon-valley-backup","jakarta","jakarta-backup","mumbai","mumbai-backup","tokyo","tokyo-backup"] as const;
export type RegionId = (typeof regionIds)[number];
/** Texts may hold `{ceiling}`, for the calls per second that a load profile grants; `clausesOf` fills it in. */
export interface Clause { title: string; says: string; reading?: string; level: 'must' | 'note' | 'open'; basis: 'page' | 'reading' | 'both'; exercisedBy: 'contract' | 'load' }
/** How an edition of the source page differs from the others. */
export interface Edition { source: string; requestRequires: readonly string[]; hosts: Partial<Record<RegionId, string>>; clauses: Record<ClauseId, Clause> }
export const editions: Record<EditionId, Edition> = {
  "2021-09-28": {
    "source": "Pulling Lists, last updated 2021-09-28 20:05:33",
    "requestRequires": [
      "From_Account",
      "LastSequence"
    ],
    "hosts": {
      "china": "https://console.tim.qq.com",
      "china-backup": "https://adminapi.my-imcloud.com",
      "singapore": "https://adminapisgp.im.qcloud.com",
      "singapore-backup": "https://adminapisgp.my-imcloud.com",
      "seoul": "https://adminapikr.im.qcloud.com",
      "seoul-backup": "https://adminapikr.my-imcloud.com",
      "frankfurt": "https://adminapiger.im.qcloud.com",
      "frankfurt-backup": "https://adminapiger.my-imcloud.com"
    },
    "clauses": {
      "C1": {
        "title": "POST /v4/sns/group_get over HTTPS",
        "says": "The call is POST /v4/sns/group_get over HTTPS.",
        "reading": "Plain HTTP is accepted from loopback targets only.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C2": {
        "title": "Query parameters, case-sensitive",
        "says": "The query holds sdkappid, identifier (an app admin), usersig, random (0..4294967295) and contenttype=json; names and values are case-sensitive.",
        "reading": "Case-sensitivity is the API's overall rule, not this page's own word.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C3": {
        "title": "Four regional hosts",
        "says": "China, Singapore, Seoul and Frankfurt each have a host.",
        "reading": "Each host has a backup, which the vendor's overview names; a run selects one by its region with -backup appended.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C4": {
        "title": "Other methods never yield list data",
        "says": "Any method but POST never yields list data; HTTP 200 with a FAIL envelope is expected.",
        "reading": "The page names POST alone; 404 and 405 are accepted with a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "C5": {
        "title": "random or contenttype missing or out of range",
        "says": "The source does not say what follows when random or contenttype is missing or out of range.",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "B1": {
        "title": "From_Account",
        "says": "From_Account is a required string.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "B2": {
        "title": "LastSequence",
        "says": "LastSequence is a required integer, 0 on the first pull; it has no effect when GroupName is non-empty.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "B3": {
        "title": "NeedFriend",
        "says": "NeedFriend is an optional string; Need_Friend_Type_Yes pulls users, absent or empty pulls none.",
        "reading": "Any other string is open; any non-string is an incorrect parameter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B4": {
        "title": "GroupName",
        "says": "GroupName is an optional array of strings.",
        "reading": "An empty array means left empty.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B5": {
        "title": "null for an optional field",
        "says": "The page does not say what null means for an optional field. Many JSON mappings read it as absent.",
        "reading": "null for a required field is an incorrect parameter (F1).",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E1": {
        "title": "HTTP 200, always",
        "says": "The HTTP status is 200, always, unless the network itself failed.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E2": {
        "title": "The envelope",
        "says": "A JSON object with ActionStatus OK or FAIL, ErrorCode integer, ErrorInfo string; ErrorDisplay and ResultInfo strings and ResultCode integer where present.",
        "level": "must",
        "basis": "both",
        "reading": "ResultCode and ResultInfo are named by the page without types; they follow the other error fields.",
        "exercisedBy": "contract"
      },
      "E3": {
        "title": "OK exactly when ErrorCode is 0",
        "says": "ActionStatus is OK exactly when ErrorCode is 0.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E4": {
        "title": "Documented error codes",
        "says": "On FAIL, ErrorCode is 30001, 30003, 30004, 30006, 30007 or in 60000..79999, and ErrorInfo is not empty.",
        "reading": "That ErrorInfo is not empty is a reading of \"detailed error information\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "E5": {
        "title": "No list data beside FAIL",
        "says": "A FAIL carries no list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E6": {
        "title": "Unnamed fields",
        "says": "Fields that the source does not name are reported.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E7": {
        "title": "Content-Type is JSON",
        "says": "The Content-Type is JSON.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S1": {
        "title": "One CurrentSequence",
        "says": "CurrentSequence is a non-negative integer, the same for every shape of request while the lists do not change.",
        "reading": "That it does not depend on the request follows from \"current sequence of the lists\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S2": {
        "title": "Shape of ResultItem",
        "says": "ResultItem is an array of {GroupName string, FriendNumber integer >= 0, To_Account optional string array}; list names are unique.",
        "reading": "That names are unique follows from their use as keys in GroupName.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S3": {
        "title": "A first or stale pull returns every list",
        "says": "With GroupName empty and LastSequence 0 or stale, every list of the account is returned.",
        "reading": "Stale is any sequence other than the current one.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S4": {
        "title": "A pull at the current sequence",
        "says": "With LastSequence equal to the current sequence and GroupName empty, the answer is OK with the same CurrentSequence and either no list data or the complete lists, nothing in between.",
        "reading": "The vendor's later pages say that no list data is returned; returning it is a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S5": {
        "title": "GroupName filters exactly",
        "says": "With GroupName non-empty, exactly the named lists that exist are returned, whatever LastSequence is.",
        "reading": "A name that does not exist is open, but never brings a list that was not asked for.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S6": {
        "title": "NeedFriend pulls users",
        "says": "With NeedFriend Need_Friend_Type_Yes each item has To_Account, as long as FriendNumber says and without duplicates, with GroupName too.",
        "reading": "The field table says that NeedFriend is valid only when GroupName is empty; the page's own complete sample shows the contrary, and the sample governs.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S7": {
        "title": "No users unless asked for",
        "says": "With NeedFriend absent or empty and GroupName empty, no item has To_Account.",
        "reading": "With GroupName and without NeedFriend it is open.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S8": {
        "title": "FriendNumber counts the friends",
        "says": "FriendNumber is the number of friends in the list, whether or not users are pulled.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S9": {
        "title": "Reading is repeatable",
        "says": "The same request twice gives the same lists, in any order.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S10": {
        "title": "Only the lists of From_Account",
        "says": "Only the lists of From_Account are returned.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S11": {
        "title": "The samples",
        "says": "The two sample requests give the two sample responses on an account that holds the sample's data.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F1": {
        "title": "Incorrect parameters fail",
        "says": "From_Account missing, empty, null or not a string; LastSequence missing or not an integer; GroupName neither absent, null nor an array, or with a non-string; NeedFriend neither absent, null nor a string: FAIL 30001.",
        "reading": "A public code 60000..79999 is accepted with a note.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F2": {
        "title": "Unknown account",
        "says": "The account does not exist: FAIL 30003.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F3": {
        "title": "Not an app admin",
        "says": "A correctly signed identifier that is not an app admin, pulling the lists of another account: FAIL 30004.",
        "reading": "60010 is accepted with a note. What such an identifier gets of its own lists is unspecified: the vendor's FAQ ties 30004 to another's account.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F4": {
        "title": "A body that is no JSON object",
        "says": "The body is empty, not JSON, or not an object: FAIL 30001 or 60000..79999.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F5": {
        "title": "Credentials",
        "says": "sdkappid, identifier or usersig missing, forged, expired, or of another app or user: FAIL 60000..79999, never list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F6": {
        "title": "Try again means try again",
        "says": "30006 and 30007 say \"try again\"; a bounded number of further tries gets another answer.",
        "level": "must",
        "basis": "both",
        "reading": "How many tries is ours to choose; the page says \"try again\" and \"try again later\".",
        "exercisedBy": "contract"
      },
      "L1": {
        "title": "{ceiling} evenly spaced calls per second are never rejected",
        "says": "{ceiling} calls in each second, evenly spaced, for as long as the run lasts: none is rejected for frequency.",
        "reading": "A rejection counts only if no second that contains the call held more than {ceiling} calls, with an allowance for transit jitter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "load"
      },
      "L2": {
        "title": "The excess is rejected in the envelope",
        "says": "Above {ceiling} calls per second the excess is rejected with HTTP 200, FAIL and a code in 60000..79999; never a 429, a 5xx, a reset or silence.",
        "level": "must",
        "basis": "both",
        "reading": "The page gives the frequency and the status rule; the code range is that of public errors.",
        "exercisedBy": "load"
      },
      "L3": {
        "title": "The ceiling holds",
        "says": "Above the ceiling, after the first two seconds, the calls admitted per second stay between {ceiling} and the profile's tolerance.",
        "reading": "Enforcement may be declared optional by the profile.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L4": {
        "title": "Recovery within two seconds",
        "says": "After the excess ends, calls at or under {ceiling} per second are all admitted again within 2 s.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L5": {
        "title": "Every response under load keeps the contract",
        "says": "Under load every single response, admitted or rejected, satisfies E1-E5 and S1-S2; none is sampled away.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L6": {
        "title": "Latency at the ceiling",
        "says": "The latency thresholds of the profile are met.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L7": {
        "title": "Every call is answered",
        "says": "Every call is answered within the profile's timeout.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L8": {
        "title": "A burst of {ceiling} calls",
        "says": "A burst of {ceiling} calls at once after a quiet second: how many are admitted is reported; the source does not say whether spacing matters.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "load"
      }
    }
  },
  "2024-02-07": {
    "source": "Pulling Lists, international site (document 1047/40123), edition of 2024-02-07",
    "requestRequires": [
      "From_Account"
    ],
    "hosts": {
      "china": "https://console.tim.qq.com",
      "china-backup": "https://adminapi.my-imcloud.com",
      "singapore": "https://adminapisgp.im.qcloud.com",
      "singapore-backup": "https://adminapisgp.my-imcloud.com",
      "seoul": "https://adminapikr.im.qcloud.com",
      "seoul-backup": "https://adminapikr.my-imcloud.com",
      "frankfurt": "https://adminapiger.im.qcloud.com",
      "frankfurt-backup": "https://adminapiger.my-imcloud.com",
      "silicon-valley": "https://adminapiusa.im.qcloud.com",
      "silicon-valley-backup": "https://adminapiusa.my-imcloud.com",
      "jakarta": "https://adminapiidn.im.qcloud.com",
      "jakarta-backup": "https://adminapiidn.my-imcloud.com",
      "mumbai": "https://adminapiind.im.qcloud.com",
      "mumbai-backup": "https://adminapiind.my-imcloud.com"
    },
    "clauses": {
      "C1": {
        "title": "POST /v4/sns/group_get over HTTPS",
        "says": "The call is POST /v4/sns/group_get over HTTPS.",
        "reading": "Plain HTTP is accepted from loopback targets only.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C2": {
        "title": "Query parameters, case-sensitive",
        "says": "The query holds sdkappid, identifier (an app admin), usersig, random (0..4294967295) and contenttype=json; names and values are case-sensitive.",
        "reading": "Case-sensitivity is the API's overall rule, not this page's own word.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C3": {
        "title": "Seven regional hosts",
        "says": "China, Singapore, Seoul, Frankfurt, Silicon Valley, Jakarta and Mumbai each have a host.",
        "reading": "Each host has a backup, which the vendor's overview names; a run selects one by its region with -backup appended.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C4": {
        "title": "Other methods never yield list data",
        "says": "Any method but POST never yields list data; HTTP 200 with a FAIL envelope is expected.",
        "reading": "The page names POST alone; 404 and 405 are accepted with a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "C5": {
        "title": "random or contenttype missing or out of range",
        "says": "The source does not say what follows when random or contenttype is missing or out of range.",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "B1": {
        "title": "From_Account",
        "says": "From_Account is a required string.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "B2": {
        "title": "LastSequence",
        "says": "LastSequence is an optional integer; absent means a first pull. It has no effect when GroupName is non-empty.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract",
        "reading": "The later editions do not name the field; where it is sent it keeps its former meaning."
      },
      "B3": {
        "title": "NeedFriend",
        "says": "NeedFriend is an optional string; Need_Friend_Type_Yes pulls users, absent or empty pulls none.",
        "reading": "Any other string is open; any non-string is an incorrect parameter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B4": {
        "title": "GroupName",
        "says": "GroupName is an optional array of strings.",
        "reading": "An empty array means left empty.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B5": {
        "title": "null for an optional field",
        "says": "The page does not say what null means for an optional field. Many JSON mappings read it as absent.",
        "reading": "null for a required field is an incorrect parameter (F1).",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E1": {
        "title": "HTTP 200, always",
        "says": "The HTTP status is 200, always, unless the network itself failed.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E2": {
        "title": "The envelope",
        "says": "A JSON object with ActionStatus OK or FAIL, ErrorCode integer, ErrorInfo string; ErrorDisplay and ResultInfo strings and ResultCode integer where present.",
        "level": "must",
        "basis": "both",
        "reading": "ResultCode and ResultInfo are named by the page without types; they follow the other error fields.",
        "exercisedBy": "contract"
      },
      "E3": {
        "title": "OK exactly when ErrorCode is 0",
        "says": "ActionStatus is OK exactly when ErrorCode is 0.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E4": {
        "title": "Documented error codes",
        "says": "On FAIL, ErrorCode is 30001, 30003, 30004, 30006, 30007 or in 60000..79999, and ErrorInfo is not empty.",
        "reading": "That ErrorInfo is not empty is a reading of \"detailed error information\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "E5": {
        "title": "No list data beside FAIL",
        "says": "A FAIL carries no list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E6": {
        "title": "Unnamed fields",
        "says": "Fields that the source does not name are reported.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E7": {
        "title": "Content-Type is JSON",
        "says": "The Content-Type is JSON.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S1": {
        "title": "One CurrentSequence",
        "says": "CurrentSequence is a non-negative integer, the same for every shape of request while the lists do not change.",
        "reading": "That it does not depend on the request follows from \"current sequence of the lists\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S2": {
        "title": "Shape of ResultItem",
        "says": "ResultItem is an array of {GroupName string, FriendNumber integer >= 0, To_Account optional string array}; list names are unique.",
        "reading": "That names are unique follows from their use as keys in GroupName.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S3": {
        "title": "A first or stale pull returns every list",
        "says": "With GroupName empty and LastSequence 0 or stale, every list of the account is returned.",
        "reading": "Stale is any sequence other than the current one.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S4": {
        "title": "A pull at the current sequence",
        "says": "With LastSequence equal to the current sequence and GroupName empty, the answer is OK with the same CurrentSequence and either no list data or the complete lists, nothing in between.",
        "reading": "The vendor's later pages say that no list data is returned; returning it is a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S5": {
        "title": "GroupName filters exactly",
        "says": "With GroupName non-empty, exactly the named lists that exist are returned, whatever LastSequence is.",
        "reading": "A name that does not exist is open, but never brings a list that was not asked for.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S6": {
        "title": "NeedFriend pulls users",
        "says": "With NeedFriend Need_Friend_Type_Yes each item has To_Account, as long as FriendNumber says and without duplicates, with GroupName too.",
        "reading": "The field table says that NeedFriend is valid only when GroupName is empty; the page's own complete sample shows the contrary, and the sample governs.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S7": {
        "title": "No users unless asked for",
        "says": "With NeedFriend absent or empty and GroupName empty, no item has To_Account.",
        "reading": "With GroupName and without NeedFriend it is open.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S8": {
        "title": "FriendNumber counts the friends",
        "says": "FriendNumber is the number of friends in the list, whether or not users are pulled.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S9": {
        "title": "Reading is repeatable",
        "says": "The same request twice gives the same lists, in any order.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S10": {
        "title": "Only the lists of From_Account",
        "says": "Only the lists of From_Account are returned.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S11": {
        "title": "The samples",
        "says": "The two sample requests give the two sample responses on an account that holds the sample's data.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F1": {
        "title": "Incorrect parameters fail",
        "says": "From_Account missing, empty, null or not a string; LastSequence neither absent, null nor an integer; GroupName neither absent, null nor an array, or with a non-string; NeedFriend neither absent, null nor a string: FAIL 30001.",
        "reading": "A public code 60000..79999 is accepted with a note.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F2": {
        "title": "Unknown account",
        "says": "The account does not exist: FAIL 30003.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F3": {
        "title": "Not an app admin",
        "says": "A correctly signed identifier that is not an app admin, pulling the lists of another account: FAIL 30004.",
        "reading": "60010 is accepted with a note. What such an identifier gets of its own lists is unspecified: the vendor's FAQ ties 30004 to another's account.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F4": {
        "title": "A body that is no JSON object",
        "says": "The body is empty, not JSON, or not an object: FAIL 30001 or 60000..79999.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F5": {
        "title": "Credentials",
        "says": "sdkappid, identifier or usersig missing, forged, expired, or of another app or user: FAIL 60000..79999, never list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F6": {
        "title": "Try again means try again",
        "says": "30006 and 30007 say \"try again\"; a bounded number of further tries gets another answer.",
        "level": "must",
        "basis": "both",
        "reading": "How many tries is ours to choose; the page says \"try again\" and \"try again later\".",
        "exercisedBy": "contract"
      },
      "L1": {
        "title": "{ceiling} evenly spaced calls per second are never rejected",
        "says": "{ceiling} calls in each second, evenly spaced, for as long as the run lasts: none is rejected for frequency.",
        "reading": "A rejection counts only if no second that contains the call held more than {ceiling} calls, with an allowance for transit jitter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "load"
      },
      "L2": {
        "title": "The excess is rejected in the envelope",
        "says": "Above {ceiling} calls per second the excess is rejected with HTTP 200, FAIL and a code in 60000..79999; never a 429, a 5xx, a reset or silence.",
        "level": "must",
        "basis": "both",
        "reading": "The page gives the frequency and the status rule; the code range is that of public errors.",
        "exercisedBy": "load"
      },
      "L3": {
        "title": "The ceiling holds",
        "says": "Above the ceiling, after the first two seconds, the calls admitted per second stay between {ceiling} and the profile's tolerance.",
        "reading": "Enforcement may be declared optional by the profile.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L4": {
        "title": "Recovery within two seconds",
        "says": "After the excess ends, calls at or under {ceiling} per second are all admitted again within 2 s.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L5": {
        "title": "Every response under load keeps the contract",
        "says": "Under load every single response, admitted or rejected, satisfies E1-E5 and S1-S2; none is sampled away.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L6": {
        "title": "Latency at the ceiling",
        "says": "The latency thresholds of the profile are met.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L7": {
        "title": "Every call is answered",
        "says": "Every call is answered within the profile's timeout.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L8": {
        "title": "A burst of {ceiling} calls",
        "says": "A burst of {ceiling} calls at once after a quiet second: how many are admitted is reported; the source does not say whether spacing matters.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "load"
      }
    }
  },
  "2024-09-25": {
    "source": "Pulling Lists, international site (document 1047/40123), edition of 2024-09-25",
    "requestRequires": [
      "From_Account"
    ],
    "hosts": {
      "china": "https://console.tim.qq.com",
      "china-backup": "https://adminapi.my-imcloud.com",
      "singapore": "https://adminapisgp.im.qcloud.com",
      "singapore-backup": "https://adminapisgp.my-imcloud.com",
      "seoul": "https://adminapikr.im.qcloud.com",
      "seoul-backup": "https://adminapikr.my-imcloud.com",
      "frankfurt": "https://adminapiger.im.qcloud.com",
      "frankfurt-backup": "https://adminapiger.my-imcloud.com",
      "silicon-valley": "https://adminapiusa.im.qcloud.com",
      "silicon-valley-backup": "https://adminapiusa.my-imcloud.com",
      "jakarta": "https://adminapiidn.im.qcloud.com",
      "jakarta-backup": "https://adminapiidn.my-imcloud.com",
      "mumbai": "https://adminapiind.im.qcloud.com",
      "mumbai-backup": "https://adminapiind.my-imcloud.com"
    },
    "clauses": {
      "C1": {
        "title": "POST /v4/sns/group_get over HTTPS",
        "says": "The call is POST /v4/sns/group_get over HTTPS.",
        "reading": "Plain HTTP is accepted from loopback targets only.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C2": {
        "title": "Query parameters, case-sensitive",
        "says": "The query holds sdkappid, identifier (an app admin), usersig, random (0..4294967295) and contenttype=json; names and values are case-sensitive.",
        "reading": "Case-sensitivity is the API's overall rule, not this page's own word.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C3": {
        "title": "Seven regional hosts",
        "says": "China, Singapore, Seoul, Frankfurt, Silicon Valley, Jakarta and Mumbai each have a host.",
        "reading": "Each host has a backup, which the vendor's overview names; a run selects one by its region with -backup appended.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C4": {
        "title": "Other methods never yield list data",
        "says": "Any method but POST never yields list data; HTTP 200 with a FAIL envelope is expected.",
        "reading": "The page names POST alone; 404 and 405 are accepted with a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "C5": {
        "title": "random or contenttype missing or out of range",
        "says": "The source does not say what follows when random or contenttype is missing or out of range.",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "B1": {
        "title": "From_Account",
        "says": "From_Account is a required string.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "B2": {
        "title": "LastSequence",
        "says": "LastSequence is an optional integer; absent means a first pull. It has no effect when GroupName is non-empty.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract",
        "reading": "The later editions do not name the field; where it is sent it keeps its former meaning."
      },
      "B3": {
        "title": "NeedFriend",
        "says": "NeedFriend is an optional string; Need_Friend_Type_Yes pulls users, absent or empty pulls none.",
        "reading": "Any other string is open; any non-string is an incorrect parameter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B4": {
        "title": "GroupName",
        "says": "GroupName is an optional array of at most 32 strings.",
        "reading": "An empty array means left empty. The limit is in the Chinese page alone; what a request with more names gets is unspecified.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B5": {
        "title": "null for an optional field",
        "says": "The page does not say what null means for an optional field. Many JSON mappings read it as absent.",
        "reading": "null for a required field is an incorrect parameter (F1).",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E1": {
        "title": "HTTP 200, always",
        "says": "The HTTP status is 200, always, unless the network itself failed.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E2": {
        "title": "The envelope",
        "says": "A JSON object with ActionStatus OK or FAIL, ErrorCode integer, ErrorInfo string; ErrorDisplay and ResultInfo strings and ResultCode integer where present.",
        "level": "must",
        "basis": "both",
        "reading": "ResultCode and ResultInfo are named by the page without types; they follow the other error fields.",
        "exercisedBy": "contract"
      },
      "E3": {
        "title": "OK exactly when ErrorCode is 0",
        "says": "ActionStatus is OK exactly when ErrorCode is 0.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E4": {
        "title": "Documented error codes",
        "says": "On FAIL, ErrorCode is 30001, 30003, 30004, 30006, 30007 or in 60000..79999, and ErrorInfo is not empty.",
        "reading": "That ErrorInfo is not empty is a reading of \"detailed error information\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "E5": {
        "title": "No list data beside FAIL",
        "says": "A FAIL carries no list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E6": {
        "title": "Unnamed fields",
        "says": "Fields that the source does not name are reported.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E7": {
        "title": "Content-Type is JSON",
        "says": "The Content-Type is JSON.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S1": {
        "title": "One CurrentSequence",
        "says": "CurrentSequence is a non-negative integer, the same for every shape of request while the lists do not change.",
        "reading": "That it does not depend on the request follows from \"current sequence of the lists\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S2": {
        "title": "Shape of ResultItem",
        "says": "ResultItem is an array of {GroupName string, FriendNumber integer >= 0, To_Account optional string array}; list names are unique.",
        "reading": "That names are unique follows from their use as keys in GroupName.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S3": {
        "title": "A first or stale pull returns every list",
        "says": "With GroupName empty and LastSequence 0 or stale, every list of the account is returned.",
        "reading": "Stale is any sequence other than the current one.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S4": {
        "title": "A pull at the current sequence",
        "says": "With LastSequence equal to the current sequence and GroupName empty, the answer is OK with the same CurrentSequence and either no list data or the complete lists, nothing in between.",
        "reading": "The vendor's later pages say that no list data is returned; returning it is a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S5": {
        "title": "GroupName filters exactly",
        "says": "With GroupName non-empty, exactly the named lists that exist are returned, whatever LastSequence is.",
        "reading": "A name that does not exist is open, but never brings a list that was not asked for.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S6": {
        "title": "NeedFriend pulls users",
        "says": "With NeedFriend Need_Friend_Type_Yes each item has To_Account, as long as FriendNumber says and without duplicates, with GroupName too.",
        "reading": "The field table says that NeedFriend is valid only when GroupName is empty; the page's own complete sample shows the contrary, and the sample governs.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S7": {
        "title": "No users unless asked for",
        "says": "With NeedFriend absent or empty and GroupName empty, no item has To_Account.",
        "reading": "With GroupName and without NeedFriend it is open.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S8": {
        "title": "FriendNumber counts the friends",
        "says": "FriendNumber is the number of friends in the list, whether or not users are pulled.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S9": {
        "title": "Reading is repeatable",
        "says": "The same request twice gives the same lists, in any order.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S10": {
        "title": "Only the lists of From_Account",
        "says": "Only the lists of From_Account are returned.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S11": {
        "title": "The samples",
        "says": "The two sample requests give the two sample responses on an account that holds the sample's data.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F1": {
        "title": "Incorrect parameters fail",
        "says": "From_Account missing, empty, null or not a string; LastSequence neither absent, null nor an integer; GroupName neither absent, null nor an array, or with a non-string; NeedFriend neither absent, null nor a string: FAIL 30001.",
        "reading": "A public code 60000..79999 is accepted with a note.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F2": {
        "title": "Unknown account",
        "says": "The account does not exist: FAIL 30003.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F3": {
        "title": "Not an app admin",
        "says": "A correctly signed identifier that is not an app admin, pulling the lists of another account: FAIL 30004.",
        "reading": "60010 is accepted with a note. What such an identifier gets of its own lists is unspecified: the vendor's FAQ ties 30004 to another's account.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F4": {
        "title": "A body that is no JSON object",
        "says": "The body is empty, not JSON, or not an object: FAIL 30001 or 60000..79999.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F5": {
        "title": "Credentials",
        "says": "sdkappid, identifier or usersig missing, forged, expired, or of another app or user: FAIL 60000..79999, never list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F6": {
        "title": "Try again means try again",
        "says": "30006 and 30007 say \"try again\"; a bounded number of further tries gets another answer.",
        "level": "must",
        "basis": "both",
        "reading": "How many tries is ours to choose; the page says \"try again\" and \"try again later\".",
        "exercisedBy": "contract"
      },
      "L1": {
        "title": "{ceiling} evenly spaced calls per second are never rejected",
        "says": "{ceiling} calls in each second, evenly spaced, for as long as the run lasts: none is rejected for frequency.",
        "reading": "A rejection counts only if no second that contains the call held more than {ceiling} calls, with an allowance for transit jitter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "load"
      },
      "L2": {
        "title": "The excess is rejected in the envelope",
        "says": "Above {ceiling} calls per second the excess is rejected with HTTP 200, FAIL and a code in 60000..79999; never a 429, a 5xx, a reset or silence.",
        "level": "must",
        "basis": "both",
        "reading": "The page gives the frequency and the status rule; the code range is that of public errors.",
        "exercisedBy": "load"
      },
      "L3": {
        "title": "The ceiling holds",
        "says": "Above the ceiling, after the first two seconds, the calls admitted per second stay between {ceiling} and the profile's tolerance.",
        "reading": "Enforcement may be declared optional by the profile.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L4": {
        "title": "Recovery within two seconds",
        "says": "After the excess ends, calls at or under {ceiling} per second are all admitted again within 2 s.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L5": {
        "title": "Every response under load keeps the contract",
        "says": "Under load every single response, admitted or rejected, satisfies E1-E5 and S1-S2; none is sampled away.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L6": {
        "title": "Latency at the ceiling",
        "says": "The latency thresholds of the profile are met.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L7": {
        "title": "Every call is answered",
        "says": "Every call is answered within the profile's timeout.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L8": {
        "title": "A burst of {ceiling} calls",
        "says": "A burst of {ceiling} calls at once after a quiet second: how many are admitted is reported; the source does not say whether spacing matters.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "load"
      }
    }
  },
  "2025-12-15": {
    "source": "Pulling Lists, Chinese site (document 269/54763), edition of 2025-12-15",
    "requestRequires": [
      "From_Account"
    ],
    "hosts": {
      "china": "https://console.tim.qq.com",
      "china-backup": "https://adminapi.my-imcloud.com",
      "singapore": "https://adminapisgp.im.qcloud.com",
      "singapore-backup": "https://adminapisgp.my-imcloud.com",
      "seoul": "https://adminapikr.im.qcloud.com",
      "seoul-backup": "https://adminapikr.my-imcloud.com",
      "frankfurt": "https://adminapiger.im.qcloud.com",
      "frankfurt-backup": "https://adminapiger.my-imcloud.com",
      "silicon-valley": "https://adminapiusa.im.qcloud.com",
      "silicon-valley-backup": "https://adminapiusa.my-imcloud.com",
      "jakarta": "https://adminapiidn.im.qcloud.com",
      "jakarta-backup": "https://adminapiidn.my-imcloud.com",
      "tokyo": "https://adminapijpn.im.qcloud.com",
      "tokyo-backup": "https://adminapijpn.my-imcloud.com"
    },
    "clauses": {
      "C1": {
        "title": "POST /v4/sns/group_get over HTTPS",
        "says": "The call is POST /v4/sns/group_get over HTTPS.",
        "reading": "Plain HTTP is accepted from loopback targets only.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C2": {
        "title": "Query parameters, case-sensitive",
        "says": "The query holds sdkappid, identifier (an app admin), usersig, random (0..4294967295) and contenttype=json; names and values are case-sensitive.",
        "reading": "Case-sensitivity is the API's overall rule, not this page's own word.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C3": {
        "title": "Seven regional hosts",
        "says": "China, Singapore, Seoul, Frankfurt, Silicon Valley, Jakarta and Tokyo each have a host.",
        "reading": "Each host has a backup, which the vendor's overview names; a run selects one by its region with -backup appended.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "C4": {
        "title": "Other methods never yield list data",
        "says": "Any method but POST never yields list data; HTTP 200 with a FAIL envelope is expected.",
        "reading": "The page names POST alone; 404 and 405 are accepted with a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "C5": {
        "title": "random or contenttype missing or out of range",
        "says": "The source does not say what follows when random or contenttype is missing or out of range.",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "B1": {
        "title": "From_Account",
        "says": "From_Account is a required string.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "B2": {
        "title": "LastSequence",
        "says": "LastSequence is an optional integer; absent means a first pull. It has no effect when GroupName is non-empty.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract",
        "reading": "The later editions do not name the field; where it is sent it keeps its former meaning."
      },
      "B3": {
        "title": "NeedFriend",
        "says": "NeedFriend is an optional string; Need_Friend_Type_Yes pulls users, absent or empty pulls none.",
        "reading": "Any other string is open; any non-string is an incorrect parameter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B4": {
        "title": "GroupName",
        "says": "GroupName is an optional array of at most 32 strings.",
        "reading": "An empty array means left empty. The limit is in the Chinese page alone; what a request with more names gets is unspecified.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "B5": {
        "title": "null for an optional field",
        "says": "The page does not say what null means for an optional field. Many JSON mappings read it as absent.",
        "reading": "null for a required field is an incorrect parameter (F1).",
        "level": "open",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E1": {
        "title": "HTTP 200, always",
        "says": "The HTTP status is 200, always, unless the network itself failed.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E2": {
        "title": "The envelope",
        "says": "A JSON object with ActionStatus OK or FAIL, ErrorCode integer, ErrorInfo string; ErrorDisplay and ResultInfo strings and ResultCode integer where present.",
        "level": "must",
        "basis": "both",
        "reading": "ResultCode and ResultInfo are named by the page without types; they follow the other error fields.",
        "exercisedBy": "contract"
      },
      "E3": {
        "title": "OK exactly when ErrorCode is 0",
        "says": "ActionStatus is OK exactly when ErrorCode is 0.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "E4": {
        "title": "Documented error codes",
        "says": "On FAIL, ErrorCode is 30001, 30003, 30004, 30006, 30007 or in 60000..79999, and ErrorInfo is not empty.",
        "reading": "That ErrorInfo is not empty is a reading of \"detailed error information\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "E5": {
        "title": "No list data beside FAIL",
        "says": "A FAIL carries no list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E6": {
        "title": "Unnamed fields",
        "says": "Fields that the source does not name are reported.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "E7": {
        "title": "Content-Type is JSON",
        "says": "The Content-Type is JSON.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S1": {
        "title": "One CurrentSequence",
        "says": "CurrentSequence is a non-negative integer, the same for every shape of request while the lists do not change.",
        "reading": "That it does not depend on the request follows from \"current sequence of the lists\".",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S2": {
        "title": "Shape of ResultItem",
        "says": "ResultItem is an array of {GroupName string, FriendNumber integer >= 0, To_Account optional string array}; list names are unique.",
        "reading": "That names are unique follows from their use as keys in GroupName.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S3": {
        "title": "A first or stale pull returns every list",
        "says": "With GroupName empty and LastSequence 0 or stale, every list of the account is returned.",
        "reading": "Stale is any sequence other than the current one.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S4": {
        "title": "A pull at the current sequence",
        "says": "With LastSequence equal to the current sequence and GroupName empty, the answer is OK with the same CurrentSequence and either no list data or the complete lists, nothing in between.",
        "reading": "The vendor's later pages say that no list data is returned; returning it is a note.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S5": {
        "title": "GroupName filters exactly",
        "says": "With GroupName non-empty, exactly the named lists that exist are returned, whatever LastSequence is.",
        "reading": "A name that does not exist is open, but never brings a list that was not asked for.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S6": {
        "title": "NeedFriend pulls users",
        "says": "With NeedFriend Need_Friend_Type_Yes each item has To_Account, as long as FriendNumber says and without duplicates, with GroupName too.",
        "reading": "The field table says that NeedFriend is valid only when GroupName is empty; the page's own complete sample shows the contrary, and the sample governs.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S7": {
        "title": "No users unless asked for",
        "says": "With NeedFriend absent or empty and GroupName empty, no item has To_Account.",
        "reading": "With GroupName and without NeedFriend it is open.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "S8": {
        "title": "FriendNumber counts the friends",
        "says": "FriendNumber is the number of friends in the list, whether or not users are pulled.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S9": {
        "title": "Reading is repeatable",
        "says": "The same request twice gives the same lists, in any order.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "S10": {
        "title": "Only the lists of From_Account",
        "says": "Only the lists of From_Account are returned.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "S11": {
        "title": "The samples",
        "says": "The two sample requests give the two sample responses on an account that holds the sample's data.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F1": {
        "title": "Incorrect parameters fail",
        "says": "From_Account missing, empty, null or not a string; LastSequence neither absent, null nor an integer; GroupName neither absent, null nor an array, or with a non-string; NeedFriend neither absent, null nor a string: FAIL 30001.",
        "reading": "A public code 60000..79999 is accepted with a note.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F2": {
        "title": "Unknown account",
        "says": "The account does not exist: FAIL 30003.",
        "level": "must",
        "basis": "page",
        "exercisedBy": "contract"
      },
      "F3": {
        "title": "Not an app admin",
        "says": "A correctly signed identifier that is not an app admin, pulling the lists of another account: FAIL 30004.",
        "reading": "60010 is accepted with a note. What such an identifier gets of its own lists is unspecified: the vendor's FAQ ties 30004 to another's account.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "contract"
      },
      "F4": {
        "title": "A body that is no JSON object",
        "says": "The body is empty, not JSON, or not an object: FAIL 30001 or 60000..79999.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F5": {
        "title": "Credentials",
        "says": "sdkappid, identifier or usersig missing, forged, expired, or of another app or user: FAIL 60000..79999, never list data.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "contract"
      },
      "F6": {
        "title": "Try again means try again",
        "says": "30006 and 30007 say \"try again\"; a bounded number of further tries gets another answer.",
        "level": "must",
        "basis": "both",
        "reading": "How many tries is ours to choose; the page says \"try again\" and \"try again later\".",
        "exercisedBy": "contract"
      },
      "L1": {
        "title": "{ceiling} evenly spaced calls per second are never rejected",
        "says": "{ceiling} calls in each second, evenly spaced, for as long as the run lasts: none is rejected for frequency.",
        "reading": "A rejection counts only if no second that contains the call held more than {ceiling} calls, with an allowance for transit jitter.",
        "level": "must",
        "basis": "both",
        "exercisedBy": "load"
      },
      "L2": {
        "title": "The excess is rejected in the envelope",
        "says": "Above {ceiling} calls per second the excess is rejected with HTTP 200, FAIL and a code in 60000..79999; never a 429, a 5xx, a reset or silence.",
        "level": "must",
        "basis": "both",
        "reading": "The page gives the frequency and the status rule; the code range is that of public errors.",
        "exercisedBy": "load"
      },
      "L3": {
        "title": "The ceiling holds",
        "says": "Above the ceiling, after the first two seconds, the calls admitted per second stay between {ceiling} and the profile's tolerance.",
        "reading": "Enforcement may be declared optional by the profile.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L4": {
        "title": "Recovery within two seconds",
        "says": "After the excess ends, calls at or under {ceiling} per second are all admitted again within 2 s.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L5": {
        "title": "Every response under load keeps the contract",
        "says": "Under load every single response, admitted or rejected, satisfies E1-E5 and S1-S2; none is sampled away.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L6": {
        "title": "Latency at the ceiling",
        "says": "The latency thresholds of the profile are met.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L7": {
        "title": "Every call is answered",
        "says": "Every call is answered within the profile's timeout.",
        "level": "must",
        "basis": "reading",
        "exercisedBy": "load"
      },
      "L8": {
        "title": "A burst of {ceiling} calls",
        "says": "A burst of {ceiling} calls at once after a quiet second: how many are admitted is reported; the source does not say whether spacing matters.",
        "level": "note",
        "basis": "reading",
        "exercisedBy": "load"
      }
    }
  }
};

export const path = "/v4/sns/group_get";
export const callingFrequency = {
  "callsPerSecond": 200
} as const;

/** The fields of a request that the page names. */
export const requestFields = [
  "From_Account",
  "LastSequence",
  "NeedFriend",
  "GroupName"
] as const;

/** Meaning of each documented error code. */
export const errorCodes: Record<number, string> = {
  "30001": "Incorrect request parameter.",
  "30003": "The requested account does not exist.",
  "30004": "The request requires app admin permissions.",
  "30006": "Internal server error; try again.",
  "30007": "Network timeout; try again later.",
  "60002": "Malformed HTTP request URL.",
  "60003": "The body is not JSON.",
  "60004": "Account or signature wrong.",
  "60005": "Account or signature wrong.",
  "60006": "SDKAppID not valid.",
  "60007": "This API is called too often.",
  "60008": "Request timed out or malformed.",
  "60009": "No such resource; check the URL.",
  "60010": "Needs an app admin.",
  "60011": "This app calls too often.",
  "60012": "SDKAppID missing.",
  "60013": "The response could not be parsed.",
  "60014": "The account exchange timed out.",
  "60015": "The account in the body is not a string.",
  "60016": "The app is disabled.",
  "60017": "The request is disabled.",
  "60018": "Called too often.",
  "60019": "Called too often.",
  "60020": "The package has expired.",
  "60021": "The caller's IP is refused.",
  "70001": "The UserSig has expired.",
  "70003": "The UserSig cannot be parsed.",
  "70009": "The UserSig failed verification; the key is wrong.",
  "70013": "The identifier differs from the one signed.",
  "70014": "The SDKAppID differs from the one signed.",
  "70016": "The app has no key.",
  "70020": "No such app.",
  "70050": "UserSig verification failed too often.",
  "70051": "The account is blocked.",
  "70107": "The account has not been imported."
};

/** 30006 and 30007 (F6). */
export const tryAgainCodes: readonly number[] = [
  30006,
  30007
];

/** Public codes that say the caller or the app calls too often. */
export const calledTooOftenCodes: readonly number[] = [
  60007,
  60011,
  60018,
  60019
];

export const publicCodeRange = {
  "min": 60000,
  "max": 79999
} as const;

/** The clauses that each property of a schema realises; the first one states its shape. */
export const propertyClauses: Record<string, Record<string, readonly ClauseId[]>> = {
  "Envelope": {
    "ActionStatus": [
      "E2",
      "E3"
    ],
    "ErrorCode": [
      "E2",
      "E3",
      "E4"
    ],
    "ErrorInfo": [
      "E2",
      "E4"
    ],
    "ErrorDisplay": [
      "E2"
    ],
    "ResultCode": [
      "E2"
    ],
    "ResultInfo": [
      "E2"
    ]
  },
  "Lists": {
    "CurrentSequence": [
      "S1"
    ],
    "ResultItem": [
      "S2",
      "S3",
      "S4",
      "S5"
    ]
  },
  "ListItem": {
    "GroupName": [
      "S2"
    ],
    "FriendNumber": [
      "S2",
      "S8"
    ],
    "To_Account": [
      "S2",
      "S6",
      "S7"
    ]
  }
};

/** The page's sample requests and responses (S11). */
export const samples = {
  "BasicRequest": {
    "From_Account": "id",
    "LastSequence": 1
  },
  "CompleteRequest": {
    "From_Account": "id",
    "NeedFriend": "Need_Friend_Type_Yes",
    "LastSequence": 1,
    "GroupName": [
      "group1"
    ]
  },
  "BasicResponse": {
    "ResultItem": [
      {
        "GroupName": "group1",
        "FriendNumber": 1
      },
      {
        "GroupName": "group2",
        "FriendNumber": 2
      },
      {
        "GroupName": "group3",
        "FriendNumber": 3
      }
    ],
    "CurrentSequence": 2,
    "ActionStatus": "OK",
    "ErrorCode": 0,
    "ErrorInfo": "",
    "ErrorDisplay": ""
  },
  "CompleteResponse": {
    "ResultItem": [
      {
        "GroupName": "group1",
        "FriendNumber": 1,
        "To_Account": [
          "friend1"
        ]
      }
    ],
    "CurrentSequence": 2,
    "ActionStatus": "OK",
    "ErrorCode": 0,
    "ErrorInfo": "",
    "ErrorDisplay": ""
  }
} as const;
