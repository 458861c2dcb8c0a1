// Generated from spec/group_get.openapi.yaml and spec/editions by `npm run generate`. Do not edit.
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
"use strict";
export const GroupGetRequest_2021_09_28 = validate21;
const schema32 = {"type":"object","required":["From_Account","LastSequence"],"properties":{"From_Account":{"type":"string","minLength":1,"description":"UserID of the account whose lists are pulled.","x-clause-ids":["B1","F1","F2"]},"LastSequence":{"type":"integer","description":"Sequence that the last pull returned; 0 for the first pull. Has no effect when GroupName is non-empty.","x-clause-ids":["B2","F1","S3","S4"]},"NeedFriend":{"type":"string","description":"Need_Friend_Type_Yes pulls the users of each list; absent or empty pulls none. Any other string is open.","examples":["Need_Friend_Type_Yes",""],"x-clause-ids":["B3","B5","F1","S6","S7"]},"GroupName":{"type":"array","items":{"type":"string"},"description":"Names of the lists to pull. Absent or [] means every list.","x-clause-ids":["B4","B5","F1","S5"]}}};
const func1 = require("ajv/dist/runtime/ucs2length").default;

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.From_Account === undefined) && (missing0 = "From_Account")) || ((data.LastSequence === undefined) && (missing0 = "LastSequence"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.From_Account !== undefined){
let data0 = data.From_Account;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(func1(data0) < 1){
validate21.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.LastSequence !== undefined){
let data1 = data.LastSequence;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate21.errors = [{instancePath:instancePath+"/LastSequence",schemaPath:"#/properties/LastSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.NeedFriend !== undefined){
const _errs5 = errors;
if(typeof data.NeedFriend !== "string"){
validate21.errors = [{instancePath:instancePath+"/NeedFriend",schemaPath:"#/properties/NeedFriend/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.GroupName !== undefined){
let data3 = data.GroupName;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data3)){
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
const _errs9 = errors;
if(typeof data3[i0] !== "string"){
validate21.errors = [{instancePath:instancePath+"/GroupName/" + i0,schemaPath:"#/properties/GroupName/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid1 = _errs9 === errors;
if(!valid1){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/GroupName",schemaPath:"#/properties/GroupName/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":{"From_Account":true,"LastSequence":true,"NeedFriend":true,"GroupName":true},"dynamicProps":false,"dynamicItems":false};

export const Envelope_2021_09_28 = validate22;
const schema33 = {"description":"What every response holds.","type":"object","required":["ActionStatus","ErrorCode","ErrorInfo"],"properties":{"ActionStatus":{"type":"string","enum":["OK","FAIL"],"description":"The result of the request.","x-clause-ids":["E2","E3"]},"ErrorCode":{"type":"integer","description":"0 on success.","x-clause-ids":["E2","E3","E4"]},"ErrorInfo":{"type":"string","description":"The error in detail.","x-clause-ids":["E2","E4"]},"ErrorDisplay":{"type":"string","description":"The error as shown by a client.","x-clause-ids":["E2"]},"ResultCode":{"type":"integer","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]},"ResultInfo":{"type":"string","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]}}};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.ActionStatus === undefined) && (missing0 = "ActionStatus")) || ((data.ErrorCode === undefined) && (missing0 = "ErrorCode"))) || ((data.ErrorInfo === undefined) && (missing0 = "ErrorInfo"))){
validate22.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.ActionStatus !== undefined){
let data0 = data.ActionStatus;
const _errs1 = errors;
if(typeof data0 !== "string"){
validate22.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
if(!((data0 === "OK") || (data0 === "FAIL"))){
validate22.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/enum",keyword:"enum",params:{allowedValues: schema33.properties.ActionStatus.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorCode !== undefined){
let data1 = data.ErrorCode;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate22.errors = [{instancePath:instancePath+"/ErrorCode",schemaPath:"#/properties/ErrorCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorInfo !== undefined){
const _errs5 = errors;
if(typeof data.ErrorInfo !== "string"){
validate22.errors = [{instancePath:instancePath+"/ErrorInfo",schemaPath:"#/properties/ErrorInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorDisplay !== undefined){
const _errs7 = errors;
if(typeof data.ErrorDisplay !== "string"){
validate22.errors = [{instancePath:instancePath+"/ErrorDisplay",schemaPath:"#/properties/ErrorDisplay/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultCode !== undefined){
let data4 = data.ResultCode;
const _errs9 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate22.errors = [{instancePath:instancePath+"/ResultCode",schemaPath:"#/properties/ResultCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultInfo !== undefined){
const _errs11 = errors;
if(typeof data.ResultInfo !== "string"){
validate22.errors = [{instancePath:instancePath+"/ResultInfo",schemaPath:"#/properties/ResultInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate22.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":{"ActionStatus":true,"ErrorCode":true,"ErrorInfo":true,"ErrorDisplay":true,"ResultCode":true,"ResultInfo":true},"dynamicProps":false,"dynamicItems":false};

export const Lists_2021_09_28 = validate23;
const schema34 = {"description":"What a success holds. ResultItem may be absent only where S4 allows it.","type":"object","required":["CurrentSequence"],"properties":{"CurrentSequence":{"type":"integer","minimum":0,"description":"Current sequence of the account's lists.","x-clause-ids":["S1"]},"ResultItem":{"type":"array","items":{"$ref":"#/components/schemas/ListItem"},"description":"The lists pulled, in any order; their names are unique.","x-clause-ids":["S2","S3","S4","S5"]}}};
const schema35 = {"type":"object","required":["GroupName","FriendNumber"],"properties":{"GroupName":{"type":"string","description":"Name of the list.","x-clause-ids":["S2"]},"FriendNumber":{"type":"integer","minimum":0,"description":"Number of friends in the list, whether or not users are pulled.","x-clause-ids":["S2","S8"]},"To_Account":{"type":"array","items":{"type":"string"},"description":"UserIDs of the friends in the list, without duplicates.","x-clause-ids":["S2","S6","S7"]}}};

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.CurrentSequence === undefined) && (missing0 = "CurrentSequence")){
validate23.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.CurrentSequence !== undefined){
let data0 = data.CurrentSequence;
const _errs1 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate23.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs1){
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 0 || isNaN(data0)){
validate23.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultItem !== undefined){
let data1 = data.ResultItem;
const _errs3 = errors;
if(errors === _errs3){
if(Array.isArray(data1)){
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs5 = errors;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.GroupName === undefined) && (missing1 = "GroupName")) || ((data2.FriendNumber === undefined) && (missing1 = "FriendNumber"))){
validate23.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.GroupName !== undefined){
const _errs8 = errors;
if(typeof data2.GroupName !== "string"){
validate23.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/GroupName",schemaPath:"#/components/schemas/ListItem/properties/GroupName/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid3 = _errs8 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.FriendNumber !== undefined){
let data4 = data2.FriendNumber;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate23.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs10){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
validate23.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid3 = _errs10 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.To_Account !== undefined){
let data5 = data2.To_Account;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data5)){
var valid4 = true;
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
const _errs14 = errors;
if(typeof data5[i1] !== "string"){
validate23.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account/" + i1,schemaPath:"#/components/schemas/ListItem/properties/To_Account/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid4 = _errs14 === errors;
if(!valid4){
break;
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account",schemaPath:"#/components/schemas/ListItem/properties/To_Account/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid3 = _errs12 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs5 === errors;
if(!valid1){
break;
}
}
}
else {
validate23.errors = [{instancePath:instancePath+"/ResultItem",schemaPath:"#/properties/ResultItem/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate23.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":{"CurrentSequence":true,"ResultItem":true},"dynamicProps":false,"dynamicItems":false};

export const GroupGetRequest_2024_02_07 = validate25;
const schema37 = {"type":"object","required":["From_Account"],"properties":{"From_Account":{"type":"string","minLength":1,"description":"UserID of the account whose lists are pulled.","x-clause-ids":["B1","F1","F2"]},"LastSequence":{"type":"integer","description":"Sequence that the last pull returned; 0 for the first pull. Has no effect when GroupName is non-empty.","x-clause-ids":["B2","F1","S3","S4"]},"NeedFriend":{"type":"string","description":"Need_Friend_Type_Yes pulls the users of each list; absent or empty pulls none. Any other string is open.","examples":["Need_Friend_Type_Yes",""],"x-clause-ids":["B3","B5","F1","S6","S7"]},"GroupName":{"type":"array","items":{"type":"string"},"description":"Names of the lists to pull. Absent or [] means every list.","x-clause-ids":["B4","B5","F1","S5"]}}};

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.From_Account === undefined) && (missing0 = "From_Account")){
validate25.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.From_Account !== undefined){
let data0 = data.From_Account;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(func1(data0) < 1){
validate25.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate25.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.LastSequence !== undefined){
let data1 = data.LastSequence;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate25.errors = [{instancePath:instancePath+"/LastSequence",schemaPath:"#/properties/LastSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.NeedFriend !== undefined){
const _errs5 = errors;
if(typeof data.NeedFriend !== "string"){
validate25.errors = [{instancePath:instancePath+"/NeedFriend",schemaPath:"#/properties/NeedFriend/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.GroupName !== undefined){
let data3 = data.GroupName;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data3)){
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
const _errs9 = errors;
if(typeof data3[i0] !== "string"){
validate25.errors = [{instancePath:instancePath+"/GroupName/" + i0,schemaPath:"#/properties/GroupName/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid1 = _errs9 === errors;
if(!valid1){
break;
}
}
}
else {
validate25.errors = [{instancePath:instancePath+"/GroupName",schemaPath:"#/properties/GroupName/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate25.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":{"From_Account":true,"LastSequence":true,"NeedFriend":true,"GroupName":true},"dynamicProps":false,"dynamicItems":false};

export const Envelope_2024_02_07 = validate26;
const schema38 = {"description":"What every response holds.","type":"object","required":["ActionStatus","ErrorCode","ErrorInfo"],"properties":{"ActionStatus":{"type":"string","enum":["OK","FAIL"],"description":"The result of the request.","x-clause-ids":["E2","E3"]},"ErrorCode":{"type":"integer","description":"0 on success.","x-clause-ids":["E2","E3","E4"]},"ErrorInfo":{"type":"string","description":"The error in detail.","x-clause-ids":["E2","E4"]},"ErrorDisplay":{"type":"string","description":"The error as shown by a client.","x-clause-ids":["E2"]},"ResultCode":{"type":"integer","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]},"ResultInfo":{"type":"string","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]}}};

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.ActionStatus === undefined) && (missing0 = "ActionStatus")) || ((data.ErrorCode === undefined) && (missing0 = "ErrorCode"))) || ((data.ErrorInfo === undefined) && (missing0 = "ErrorInfo"))){
validate26.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.ActionStatus !== undefined){
let data0 = data.ActionStatus;
const _errs1 = errors;
if(typeof data0 !== "string"){
validate26.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
if(!((data0 === "OK") || (data0 === "FAIL"))){
validate26.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/enum",keyword:"enum",params:{allowedValues: schema38.properties.ActionStatus.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorCode !== undefined){
let data1 = data.ErrorCode;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate26.errors = [{instancePath:instancePath+"/ErrorCode",schemaPath:"#/properties/ErrorCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorInfo !== undefined){
const _errs5 = errors;
if(typeof data.ErrorInfo !== "string"){
validate26.errors = [{instancePath:instancePath+"/ErrorInfo",schemaPath:"#/properties/ErrorInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorDisplay !== undefined){
const _errs7 = errors;
if(typeof data.ErrorDisplay !== "string"){
validate26.errors = [{instancePath:instancePath+"/ErrorDisplay",schemaPath:"#/properties/ErrorDisplay/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultCode !== undefined){
let data4 = data.ResultCode;
const _errs9 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate26.errors = [{instancePath:instancePath+"/ResultCode",schemaPath:"#/properties/ResultCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultInfo !== undefined){
const _errs11 = errors;
if(typeof data.ResultInfo !== "string"){
validate26.errors = [{instancePath:instancePath+"/ResultInfo",schemaPath:"#/properties/ResultInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate26.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":{"ActionStatus":true,"ErrorCode":true,"ErrorInfo":true,"ErrorDisplay":true,"ResultCode":true,"ResultInfo":true},"dynamicProps":false,"dynamicItems":false};

export const Lists_2024_02_07 = validate27;
const schema39 = {"description":"What a success holds. ResultItem may be absent only where S4 allows it.","type":"object","required":["CurrentSequence"],"properties":{"CurrentSequence":{"type":"integer","minimum":0,"description":"Current sequence of the account's lists.","x-clause-ids":["S1"]},"ResultItem":{"type":"array","items":{"$ref":"#/components/schemas/ListItem"},"description":"The lists pulled, in any order; their names are unique.","x-clause-ids":["S2","S3","S4","S5"]}}};
const schema40 = {"type":"object","required":["GroupName","FriendNumber"],"properties":{"GroupName":{"type":"string","description":"Name of the list.","x-clause-ids":["S2"]},"FriendNumber":{"type":"integer","minimum":0,"description":"Number of friends in the list, whether or not users are pulled.","x-clause-ids":["S2","S8"]},"To_Account":{"type":"array","items":{"type":"string"},"description":"UserIDs of the friends in the list, without duplicates.","x-clause-ids":["S2","S6","S7"]}}};

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate27.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.CurrentSequence === undefined) && (missing0 = "CurrentSequence")){
validate27.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.CurrentSequence !== undefined){
let data0 = data.CurrentSequence;
const _errs1 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate27.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs1){
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 0 || isNaN(data0)){
validate27.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultItem !== undefined){
let data1 = data.ResultItem;
const _errs3 = errors;
if(errors === _errs3){
if(Array.isArray(data1)){
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs5 = errors;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.GroupName === undefined) && (missing1 = "GroupName")) || ((data2.FriendNumber === undefined) && (missing1 = "FriendNumber"))){
validate27.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.GroupName !== undefined){
const _errs8 = errors;
if(typeof data2.GroupName !== "string"){
validate27.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/GroupName",schemaPath:"#/components/schemas/ListItem/properties/GroupName/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid3 = _errs8 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.FriendNumber !== undefined){
let data4 = data2.FriendNumber;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate27.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs10){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
validate27.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid3 = _errs10 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.To_Account !== undefined){
let data5 = data2.To_Account;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data5)){
var valid4 = true;
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
const _errs14 = errors;
if(typeof data5[i1] !== "string"){
validate27.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account/" + i1,schemaPath:"#/components/schemas/ListItem/properties/To_Account/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid4 = _errs14 === errors;
if(!valid4){
break;
}
}
}
else {
validate27.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account",schemaPath:"#/components/schemas/ListItem/properties/To_Account/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid3 = _errs12 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate27.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs5 === errors;
if(!valid1){
break;
}
}
}
else {
validate27.errors = [{instancePath:instancePath+"/ResultItem",schemaPath:"#/properties/ResultItem/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate27.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate27.errors = vErrors;
return errors === 0;
}
validate27.evaluated = {"props":{"CurrentSequence":true,"ResultItem":true},"dynamicProps":false,"dynamicItems":false};

export const GroupGetRequest_2024_09_25 = validate29;
const schema42 = {"type":"object","required":["From_Account"],"properties":{"From_Account":{"type":"string","minLength":1,"description":"UserID of the account whose lists are pulled.","x-clause-ids":["B1","F1","F2"]},"LastSequence":{"type":"integer","description":"Sequence that the last pull returned; 0 for the first pull. Has no effect when GroupName is non-empty.","x-clause-ids":["B2","F1","S3","S4"]},"NeedFriend":{"type":"string","description":"Need_Friend_Type_Yes pulls the users of each list; absent or empty pulls none. Any other string is open.","examples":["Need_Friend_Type_Yes",""],"x-clause-ids":["B3","B5","F1","S6","S7"]},"GroupName":{"type":"array","items":{"type":"string"},"description":"Names of the lists to pull. Absent or [] means every list.","x-clause-ids":["B4","B5","F1","S5"],"maxItems":32}}};

function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate29.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.From_Account === undefined) && (missing0 = "From_Account")){
validate29.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.From_Account !== undefined){
let data0 = data.From_Account;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(func1(data0) < 1){
validate29.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate29.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.LastSequence !== undefined){
let data1 = data.LastSequence;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate29.errors = [{instancePath:instancePath+"/LastSequence",schemaPath:"#/properties/LastSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.NeedFriend !== undefined){
const _errs5 = errors;
if(typeof data.NeedFriend !== "string"){
validate29.errors = [{instancePath:instancePath+"/NeedFriend",schemaPath:"#/properties/NeedFriend/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.GroupName !== undefined){
let data3 = data.GroupName;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data3)){
if(data3.length > 32){
validate29.errors = [{instancePath:instancePath+"/GroupName",schemaPath:"#/properties/GroupName/maxItems",keyword:"maxItems",params:{limit: 32},message:"must NOT have more than 32 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
const _errs9 = errors;
if(typeof data3[i0] !== "string"){
validate29.errors = [{instancePath:instancePath+"/GroupName/" + i0,schemaPath:"#/properties/GroupName/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid1 = _errs9 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate29.errors = [{instancePath:instancePath+"/GroupName",schemaPath:"#/properties/GroupName/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate29.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate29.errors = vErrors;
return errors === 0;
}
validate29.evaluated = {"props":{"From_Account":true,"LastSequence":true,"NeedFriend":true,"GroupName":true},"dynamicProps":false,"dynamicItems":false};

export const Envelope_2024_09_25 = validate30;
const schema43 = {"description":"What every response holds.","type":"object","required":["ActionStatus","ErrorCode","ErrorInfo"],"properties":{"ActionStatus":{"type":"string","enum":["OK","FAIL"],"description":"The result of the request.","x-clause-ids":["E2","E3"]},"ErrorCode":{"type":"integer","description":"0 on success.","x-clause-ids":["E2","E3","E4"]},"ErrorInfo":{"type":"string","description":"The error in detail.","x-clause-ids":["E2","E4"]},"ErrorDisplay":{"type":"string","description":"The error as shown by a client.","x-clause-ids":["E2"]},"ResultCode":{"type":"integer","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]},"ResultInfo":{"type":"string","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]}}};

function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate30.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.ActionStatus === undefined) && (missing0 = "ActionStatus")) || ((data.ErrorCode === undefined) && (missing0 = "ErrorCode"))) || ((data.ErrorInfo === undefined) && (missing0 = "ErrorInfo"))){
validate30.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.ActionStatus !== undefined){
let data0 = data.ActionStatus;
const _errs1 = errors;
if(typeof data0 !== "string"){
validate30.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
if(!((data0 === "OK") || (data0 === "FAIL"))){
validate30.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/enum",keyword:"enum",params:{allowedValues: schema43.properties.ActionStatus.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorCode !== undefined){
let data1 = data.ErrorCode;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate30.errors = [{instancePath:instancePath+"/ErrorCode",schemaPath:"#/properties/ErrorCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorInfo !== undefined){
const _errs5 = errors;
if(typeof data.ErrorInfo !== "string"){
validate30.errors = [{instancePath:instancePath+"/ErrorInfo",schemaPath:"#/properties/ErrorInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorDisplay !== undefined){
const _errs7 = errors;
if(typeof data.ErrorDisplay !== "string"){
validate30.errors = [{instancePath:instancePath+"/ErrorDisplay",schemaPath:"#/properties/ErrorDisplay/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultCode !== undefined){
let data4 = data.ResultCode;
const _errs9 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate30.errors = [{instancePath:instancePath+"/ResultCode",schemaPath:"#/properties/ResultCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultInfo !== undefined){
const _errs11 = errors;
if(typeof data.ResultInfo !== "string"){
validate30.errors = [{instancePath:instancePath+"/ResultInfo",schemaPath:"#/properties/ResultInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate30.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate30.errors = vErrors;
return errors === 0;
}
validate30.evaluated = {"props":{"ActionStatus":true,"ErrorCode":true,"ErrorInfo":true,"ErrorDisplay":true,"ResultCode":true,"ResultInfo":true},"dynamicProps":false,"dynamicItems":false};

export const Lists_2024_09_25 = validate31;
const schema44 = {"description":"What a success holds. ResultItem may be absent only where S4 allows it.","type":"object","required":["CurrentSequence"],"properties":{"CurrentSequence":{"type":"integer","minimum":0,"description":"Current sequence of the account's lists.","x-clause-ids":["S1"]},"ResultItem":{"type":"array","items":{"$ref":"#/components/schemas/ListItem"},"description":"The lists pulled, in any order; their names are unique.","x-clause-ids":["S2","S3","S4","S5"]}}};
const schema45 = {"type":"object","required":["GroupName","FriendNumber"],"properties":{"GroupName":{"type":"string","description":"Name of the list.","x-clause-ids":["S2"]},"FriendNumber":{"type":"integer","minimum":0,"description":"Number of friends in the list, whether or not users are pulled.","x-clause-ids":["S2","S8"]},"To_Account":{"type":"array","items":{"type":"string"},"description":"UserIDs of the friends in the list, without duplicates.","x-clause-ids":["S2","S6","S7"]}}};

function validate31(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate31.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.CurrentSequence === undefined) && (missing0 = "CurrentSequence")){
validate31.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.CurrentSequence !== undefined){
let data0 = data.CurrentSequence;
const _errs1 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate31.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs1){
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 0 || isNaN(data0)){
validate31.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultItem !== undefined){
let data1 = data.ResultItem;
const _errs3 = errors;
if(errors === _errs3){
if(Array.isArray(data1)){
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs5 = errors;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.GroupName === undefined) && (missing1 = "GroupName")) || ((data2.FriendNumber === undefined) && (missing1 = "FriendNumber"))){
validate31.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.GroupName !== undefined){
const _errs8 = errors;
if(typeof data2.GroupName !== "string"){
validate31.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/GroupName",schemaPath:"#/components/schemas/ListItem/properties/GroupName/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid3 = _errs8 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.FriendNumber !== undefined){
let data4 = data2.FriendNumber;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate31.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs10){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
validate31.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid3 = _errs10 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.To_Account !== undefined){
let data5 = data2.To_Account;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data5)){
var valid4 = true;
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
const _errs14 = errors;
if(typeof data5[i1] !== "string"){
validate31.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account/" + i1,schemaPath:"#/components/schemas/ListItem/properties/To_Account/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid4 = _errs14 === errors;
if(!valid4){
break;
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account",schemaPath:"#/components/schemas/ListItem/properties/To_Account/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid3 = _errs12 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs5 === errors;
if(!valid1){
break;
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/ResultItem",schemaPath:"#/properties/ResultItem/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate31.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate31.errors = vErrors;
return errors === 0;
}
validate31.evaluated = {"props":{"CurrentSequence":true,"ResultItem":true},"dynamicProps":false,"dynamicItems":false};

export const GroupGetRequest_2025_12_15 = validate33;
const schema47 = {"type":"object","required":["From_Account"],"properties":{"From_Account":{"type":"string","minLength":1,"description":"UserID of the account whose lists are pulled.","x-clause-ids":["B1","F1","F2"]},"LastSequence":{"type":"integer","description":"Sequence that the last pull returned; 0 for the first pull. Has no effect when GroupName is non-empty.","x-clause-ids":["B2","F1","S3","S4"]},"NeedFriend":{"type":"string","description":"Need_Friend_Type_Yes pulls the users of each list; absent or empty pulls none. Any other string is open.","examples":["Need_Friend_Type_Yes",""],"x-clause-ids":["B3","B5","F1","S6","S7"]},"GroupName":{"type":"array","items":{"type":"string"},"description":"Names of the lists to pull. Absent or [] means every list.","x-clause-ids":["B4","B5","F1","S5"],"maxItems":32}}};

function validate33(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate33.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.From_Account === undefined) && (missing0 = "From_Account")){
validate33.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.From_Account !== undefined){
let data0 = data.From_Account;
const _errs1 = errors;
if(errors === _errs1){
if(typeof data0 === "string"){
if(func1(data0) < 1){
validate33.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate33.errors = [{instancePath:instancePath+"/From_Account",schemaPath:"#/properties/From_Account/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.LastSequence !== undefined){
let data1 = data.LastSequence;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate33.errors = [{instancePath:instancePath+"/LastSequence",schemaPath:"#/properties/LastSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.NeedFriend !== undefined){
const _errs5 = errors;
if(typeof data.NeedFriend !== "string"){
validate33.errors = [{instancePath:instancePath+"/NeedFriend",schemaPath:"#/properties/NeedFriend/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.GroupName !== undefined){
let data3 = data.GroupName;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data3)){
if(data3.length > 32){
validate33.errors = [{instancePath:instancePath+"/GroupName",schemaPath:"#/properties/GroupName/maxItems",keyword:"maxItems",params:{limit: 32},message:"must NOT have more than 32 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
const _errs9 = errors;
if(typeof data3[i0] !== "string"){
validate33.errors = [{instancePath:instancePath+"/GroupName/" + i0,schemaPath:"#/properties/GroupName/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid1 = _errs9 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate33.errors = [{instancePath:instancePath+"/GroupName",schemaPath:"#/properties/GroupName/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate33.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate33.errors = vErrors;
return errors === 0;
}
validate33.evaluated = {"props":{"From_Account":true,"LastSequence":true,"NeedFriend":true,"GroupName":true},"dynamicProps":false,"dynamicItems":false};

export const Envelope_2025_12_15 = validate34;
const schema48 = {"description":"What every response holds.","type":"object","required":["ActionStatus","ErrorCode","ErrorInfo"],"properties":{"ActionStatus":{"type":"string","enum":["OK","FAIL"],"description":"The result of the request.","x-clause-ids":["E2","E3"]},"ErrorCode":{"type":"integer","description":"0 on success.","x-clause-ids":["E2","E3","E4"]},"ErrorInfo":{"type":"string","description":"The error in detail.","x-clause-ids":["E2","E4"]},"ErrorDisplay":{"type":"string","description":"The error as shown by a client.","x-clause-ids":["E2"]},"ResultCode":{"type":"integer","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]},"ResultInfo":{"type":"string","description":"Named by the page's error section, without a definition.","x-clause-ids":["E2"]}}};

function validate34(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate34.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.ActionStatus === undefined) && (missing0 = "ActionStatus")) || ((data.ErrorCode === undefined) && (missing0 = "ErrorCode"))) || ((data.ErrorInfo === undefined) && (missing0 = "ErrorInfo"))){
validate34.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.ActionStatus !== undefined){
let data0 = data.ActionStatus;
const _errs1 = errors;
if(typeof data0 !== "string"){
validate34.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
if(!((data0 === "OK") || (data0 === "FAIL"))){
validate34.errors = [{instancePath:instancePath+"/ActionStatus",schemaPath:"#/properties/ActionStatus/enum",keyword:"enum",params:{allowedValues: schema48.properties.ActionStatus.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorCode !== undefined){
let data1 = data.ErrorCode;
const _errs3 = errors;
if(!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))){
validate34.errors = [{instancePath:instancePath+"/ErrorCode",schemaPath:"#/properties/ErrorCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorInfo !== undefined){
const _errs5 = errors;
if(typeof data.ErrorInfo !== "string"){
validate34.errors = [{instancePath:instancePath+"/ErrorInfo",schemaPath:"#/properties/ErrorInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ErrorDisplay !== undefined){
const _errs7 = errors;
if(typeof data.ErrorDisplay !== "string"){
validate34.errors = [{instancePath:instancePath+"/ErrorDisplay",schemaPath:"#/properties/ErrorDisplay/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultCode !== undefined){
let data4 = data.ResultCode;
const _errs9 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate34.errors = [{instancePath:instancePath+"/ResultCode",schemaPath:"#/properties/ResultCode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultInfo !== undefined){
const _errs11 = errors;
if(typeof data.ResultInfo !== "string"){
validate34.errors = [{instancePath:instancePath+"/ResultInfo",schemaPath:"#/properties/ResultInfo/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate34.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate34.errors = vErrors;
return errors === 0;
}
validate34.evaluated = {"props":{"ActionStatus":true,"ErrorCode":true,"ErrorInfo":true,"ErrorDisplay":true,"ResultCode":true,"ResultInfo":true},"dynamicProps":false,"dynamicItems":false};

export const Lists_2025_12_15 = validate35;
const schema49 = {"description":"What a success holds. ResultItem may be absent only where S4 allows it.","type":"object","required":["CurrentSequence"],"properties":{"CurrentSequence":{"type":"integer","minimum":0,"description":"Current sequence of the account's lists.","x-clause-ids":["S1"]},"ResultItem":{"type":"array","items":{"$ref":"#/components/schemas/ListItem"},"description":"The lists pulled, in any order; their names are unique.","x-clause-ids":["S2","S3","S4","S5"]}}};
const schema50 = {"type":"object","required":["GroupName","FriendNumber"],"properties":{"GroupName":{"type":"string","description":"Name of the list.","x-clause-ids":["S2"]},"FriendNumber":{"type":"integer","minimum":0,"description":"Number of friends in the list, whether or not users are pulled.","x-clause-ids":["S2","S8"]},"To_Account":{"type":"array","items":{"type":"string"},"description":"UserIDs of the friends in the list, without duplicates.","x-clause-ids":["S2","S6","S7"]}}};

function validate35(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate35.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.CurrentSequence === undefined) && (missing0 = "CurrentSequence")){
validate35.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
if(data.CurrentSequence !== undefined){
let data0 = data.CurrentSequence;
const _errs1 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate35.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs1){
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 < 0 || isNaN(data0)){
validate35.errors = [{instancePath:instancePath+"/CurrentSequence",schemaPath:"#/properties/CurrentSequence/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid0 = _errs1 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ResultItem !== undefined){
let data1 = data.ResultItem;
const _errs3 = errors;
if(errors === _errs3){
if(Array.isArray(data1)){
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs5 = errors;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.GroupName === undefined) && (missing1 = "GroupName")) || ((data2.FriendNumber === undefined) && (missing1 = "FriendNumber"))){
validate35.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
if(data2.GroupName !== undefined){
const _errs8 = errors;
if(typeof data2.GroupName !== "string"){
validate35.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/GroupName",schemaPath:"#/components/schemas/ListItem/properties/GroupName/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid3 = _errs8 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.FriendNumber !== undefined){
let data4 = data2.FriendNumber;
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate35.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs10){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
validate35.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/FriendNumber",schemaPath:"#/components/schemas/ListItem/properties/FriendNumber/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid3 = _errs10 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data2.To_Account !== undefined){
let data5 = data2.To_Account;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data5)){
var valid4 = true;
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
const _errs14 = errors;
if(typeof data5[i1] !== "string"){
validate35.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account/" + i1,schemaPath:"#/components/schemas/ListItem/properties/To_Account/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid4 = _errs14 === errors;
if(!valid4){
break;
}
}
}
else {
validate35.errors = [{instancePath:instancePath+"/ResultItem/" + i0+"/To_Account",schemaPath:"#/components/schemas/ListItem/properties/To_Account/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid3 = _errs12 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate35.errors = [{instancePath:instancePath+"/ResultItem/" + i0,schemaPath:"#/components/schemas/ListItem/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs5 === errors;
if(!valid1){
break;
}
}
}
else {
validate35.errors = [{instancePath:instancePath+"/ResultItem",schemaPath:"#/properties/ResultItem/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
else {
validate35.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate35.errors = vErrors;
return errors === 0;
}
validate35.evaluated = {"props":{"CurrentSequence":true,"ResultItem":true},"dynamicProps":false,"dynamicItems":false};

export const validators = {
  '2021-09-28': { GroupGetRequest: GroupGetRequest_2021_09_28, Envelope: Envelope_2021_09_28, Lists: Lists_2021_09_28 },
  '2024-02-07': { GroupGetRequest: GroupGetRequest_2024_02_07, Envelope: Envelope_2024_02_07, Lists: Lists_2024_02_07 },
  '2024-09-25': { GroupGetRequest: GroupGetRequest_2024_09_25, Envelope: Envelope_2024_09_25, Lists: Lists_2024_09_25 },
  '2025-12-15': { GroupGetRequest: GroupGetRequest_2025_12_15, Envelope: Envelope_2025_12_15, Lists: Lists_2025_12_15 },
};
