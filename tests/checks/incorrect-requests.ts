import { type EditionId, editions, requestFields } from '../../spec/generated/contract.ts';

/** A request body with one incorrect parameter (F1), as a change to a correct body; undefined leaves the field out. */
export interface IncorrectParameter {
  field: 'From_Account' | 'LastSequence' | 'NeedFriend' | 'GroupName';
  is: string;
  value: unknown;
}

const incorrectParameters: IncorrectParameter[] = [
  { field: 'From_Account', is: 'missing', value: undefined },
  { field: 'From_Account', is: 'empty', value: '' },
  { field: 'From_Account', is: 'null', value: null },
  { field: 'From_Account', is: 'a number', value: 7 },
  { field: 'From_Account', is: 'a boolean', value: true },
  { field: 'From_Account', is: 'an array', value: ['id'] },
  { field: 'From_Account', is: 'an object', value: { id: 'id' } },
  { field: 'LastSequence', is: 'missing', value: undefined },
  { field: 'LastSequence', is: 'a string of digits', value: '1' },
  { field: 'LastSequence', is: 'zero as a string', value: '0' },
  { field: 'LastSequence', is: 'an empty string', value: '' },
  { field: 'LastSequence', is: 'a fraction', value: 1.5 },
  { field: 'LastSequence', is: 'true', value: true },
  { field: 'LastSequence', is: 'false', value: false },
  { field: 'LastSequence', is: 'null', value: null },
  { field: 'LastSequence', is: 'an array', value: [1] },
  { field: 'LastSequence', is: 'an empty array', value: [] },
  { field: 'LastSequence', is: 'an object', value: {} },
  { field: 'NeedFriend', is: 'a boolean', value: true },
  { field: 'NeedFriend', is: 'false', value: false },
  { field: 'NeedFriend', is: 'an empty array', value: [] },
  { field: 'NeedFriend', is: 'zero', value: 0 },
  { field: 'NeedFriend', is: 'a number', value: 1 },
  { field: 'NeedFriend', is: 'an array', value: ['Need_Friend_Type_Yes'] },
  { field: 'NeedFriend', is: 'an object', value: {} },
  { field: 'GroupName', is: 'a string', value: 'group1' },
  { field: 'GroupName', is: 'an empty string', value: '' },
  { field: 'GroupName', is: 'a number', value: 1 },
  { field: 'GroupName', is: 'false', value: false },
  { field: 'GroupName', is: 'an object', value: {} },
  { field: 'GroupName', is: 'an array of a number', value: [1] },
  { field: 'GroupName', is: 'an array of null', value: [null] },
  { field: 'GroupName', is: 'an array of true', value: [true] },
  { field: 'GroupName', is: 'an array of an object', value: [{}] },
  { field: 'GroupName', is: 'an array of an empty array', value: [[]] },
  { field: 'GroupName', is: 'an array of an array', value: [['group1']] },
];

/** The incorrect parameters of an edition. A field that the edition does not require may be missing, or null (B5). */
export function incorrectParametersOf(edition: EditionId): IncorrectParameter[] {
  const { requestRequires } = editions[edition];
  return incorrectParameters.filter(
    ({ field, value }) => (value !== undefined && value !== null) || requestRequires.includes(field),
  );
}

/** The fields that an edition does not require: null is unspecified there (B5). */
export function optionalFieldsOf(edition: EditionId): string[] {
  return requestFields.filter((field) => !editions[edition].requestRequires.includes(field));
}

/** Bodies that are empty, not JSON or not an object (F4). @param request a correct body, which they hold where they can */
export function malformedBodies(request: object): { is: string; body: string | Buffer }[] {
  const json = JSON.stringify(request);
  return [
    { is: 'empty', body: '' },
    { is: 'white space', body: ' \n' },
    { is: 'a word', body: 'group_get' },
    { is: 'cut short', body: json.slice(0, -1) },
    { is: 'followed by more', body: `${json}x` },
    { is: 'twice over', body: json + json },
    { is: 'single-quoted', body: json.replaceAll('"', "'") },
    { is: 'with a comma too many', body: `${json.slice(0, -1)},}` },
    { is: 'with a comma too many in an array', body: `${json.slice(0, -1)},"x":[1,]}` },
    { is: 'with a brace too many', body: `${json}}` },
    { is: 'ended by a NUL', body: `${json}\0x` },
    { is: 'with a comment', body: `/* pull */ ${json}` },
    { is: 'with a comment at its end', body: `${json} // pull` },
    { is: 'with names unquoted', body: json.replaceAll(/"(\w+)":/g, '$1:') },
    { is: 'with a number that begins with 0', body: `${json.slice(0, -1)},"x":01}` },
    { is: 'with a line feed in a string', body: `${json.slice(0, -1)},"x":"a\nb"}` },
    {
      is: 'form-encoded',
      body: new URLSearchParams(
        Object.entries(request).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString(),
    },
    { is: 'an object in an array', body: `[${json}]` },
    { is: 'an empty array', body: '[]' },
    { is: 'an object in a string', body: JSON.stringify(json) },
    { is: 'an empty string', body: '""' },
    { is: 'a number', body: '1' },
    { is: 'true', body: 'true' },
    { is: 'null', body: 'null' },
    { is: 'no UTF-8', body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  ];
}
