// Generated from spec/group_get.openapi.yaml and spec/editions by `npm run generate`. Do not edit.
export interface paths {
    "/v4/sns/group_get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pulls the friend lists of an account.
         * @description Pulls all lists or the named ones, with the friends in them where asked.
         */
        post: operations["groupGet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        GroupGetRequest: {
            /** @description UserID of the account whose lists are pulled. */
            From_Account: string;
            /** @description Sequence that the last pull returned; 0 for the first pull. Has no effect when GroupName is non-empty. */
            LastSequence: number;
            /**
             * @description Need_Friend_Type_Yes pulls the users of each list; absent or empty pulls none. Any other string is open.
             * @example Need_Friend_Type_Yes
             * @example
             */
            NeedFriend?: string;
            /** @description Names of the lists to pull. Absent or [] means every list. */
            GroupName?: string[];
        };
        /** @description Success and failure, told apart by ActionStatus and by ErrorCode alike. */
        GroupGetResponse: components["schemas"]["Success"] | components["schemas"]["Failure"];
        /** @description What every response holds. */
        Envelope: {
            /**
             * @description The result of the request.
             * @enum {string}
             */
            ActionStatus: "OK" | "FAIL";
            /** @description 0 on success. */
            ErrorCode: number;
            /** @description The error in detail. */
            ErrorInfo: string;
            /** @description The error as shown by a client. */
            ErrorDisplay?: string;
            /** @description Named by the page's error section, without a definition. */
            ResultCode?: number;
            /** @description Named by the page's error section, without a definition. */
            ResultInfo?: string;
        };
        Success: components["schemas"]["Envelope"] & components["schemas"]["Lists"] & {
            /** @constant */
            ActionStatus?: "OK";
            /** @constant */
            ErrorCode?: 0;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            ActionStatus: "OK";
        };
        /** @description What a success holds. ResultItem may be absent only where S4 allows it. */
        Lists: {
            /** @description Current sequence of the account's lists. */
            CurrentSequence: number;
            /** @description The lists pulled, in any order; their names are unique. */
            ResultItem?: components["schemas"]["ListItem"][];
        };
        ListItem: {
            /** @description Name of the list. */
            GroupName: string;
            /** @description Number of friends in the list, whether or not users are pulled. */
            FriendNumber: number;
            /** @description UserIDs of the friends in the list, without duplicates. */
            To_Account?: string[];
        };
        Failure: components["schemas"]["Envelope"] & {
            /** @constant */
            ActionStatus?: "FAIL";
            ErrorCode?: components["schemas"]["GroupGetErrorCode"] | components["schemas"]["PublicErrorCode"];
            ErrorInfo?: string;
            /** @description A failure carries no list data. */
            ResultItem?: unknown[] | null;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            ActionStatus: "FAIL";
        };
        /**
         * @description The codes specific to this API.
         * @enum {integer}
         */
        GroupGetErrorCode: 30001 | 30003 | 30004 | 30006 | 30007;
        /** @description Any code of the range is public. The page refers to a separate list; the meanings below are those of the vendor's public list, named so that messages can explain a code. Types know these codes alone. */
        PublicErrorCode: 60002 | 60003 | 60004 | 60005 | 60006 | 60007 | 60008 | 60009 | 60010 | 60011 | 60012 | 60013 | 60014 | 60015 | 60016 | 60017 | 60018 | 60019 | 60020 | 60021 | 70001 | 70003 | 70009 | 70013 | 70014 | 70016 | 70020 | 70050 | 70051 | 70107;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    groupGet: {
        parameters: {
            query: {
                /**
                 * @description SDKAppID that the IM console assigned to the app.
                 * @example 88888888
                 */
                sdkappid: number;
                /**
                 * @description An app admin account.
                 * @example admin
                 */
                identifier: string;
                /**
                 * @description A random unsigned 32-bit integer.
                 * @example 99999999
                 */
                random: number;
                /**
                 * @description The format of request and response.
                 * @example json
                 */
                contenttype: "json";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupGetRequest"];
            };
        };
        responses: {
            /** @description Every answer, success and failure alike; the body tells which. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupGetResponse"];
                };
            };
        };
    };
}
