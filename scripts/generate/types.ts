import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { banner, type EditionDocument, isObject, type JsonValue } from './edition-documents.ts';

/** `types.ts`: the types of requests and responses. */
export async function types([base]: readonly EditionDocument[]): Promise<string> {
  // The documented codes become literals. The range of the schema would become `number`, and then ErrorCode could not
  // distinguish success from failure.
  const ast = await openapiTS(base?.document as Parameters<typeof openapiTS>[0] & object, {
    transform(schema) {
      const codes = schema['x-error-codes'] as JsonValue | undefined;
      if (!isObject(codes)) return undefined;
      return ts.factory.createUnionTypeNode(
        Object.keys(codes).map((code) =>
          ts.factory.createLiteralTypeNode(ts.factory.createNumericLiteral(code)),
        ),
      );
    },
  });
  return `${banner}${astToString(ast)}`;
}
