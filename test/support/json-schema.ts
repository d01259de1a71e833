type Schema = Readonly<Record<string, unknown>>;

/** What is wrong with a value by a JSON schema, a place each; only the keywords that our schema has. An unknown one is an error. */
export function schemaFindings(schema: Schema, value: unknown, place = "$"): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    const check = keywords[keyword];
    if (check === undefined) throw new Error(`${place}: the keyword ${keyword} is not known here`);
    return check(rule, value, place, schema);
  });
}

type Check = (rule: unknown, value: unknown, place: string, schema: Schema) => readonly string[];

const nothing: Check = () => [];

const keywords: Readonly<Record<string, Check>> = {
  $schema: nothing,
  title: nothing,
  description: nothing,
  default: nothing,
  allowComments: nothing,
  allowTrailingCommas: nothing,
  type: (rule, value, place) => (typeOf(value, rule) ? [] : [`${place}: not of type ${rule}`]),
  enum: (rule, value, place) =>
    listOf(rule).includes(value) ? [] : [`${place}: not one of ${listOf(rule)}`],
  pattern: (rule, value, place) =>
    typeof value !== "string" || new RegExp(String(rule), "u").test(value)
      ? []
      : [`${place}: not like ${rule}`],
  minimum: (rule, value, place) => (Number(value) >= Number(rule) ? [] : [`${place}: below ${rule}`]),
  maximum: (rule, value, place) => (Number(value) <= Number(rule) ? [] : [`${place}: above ${rule}`]),
  minItems: (rule, value, place) =>
    !Array.isArray(value) || value.length >= Number(rule) ? [] : [`${place}: fewer than ${rule}`],
  items: (rule, value, place) =>
    Array.isArray(value)
      ? value.flatMap((each, at) => schemaFindings(rule as Schema, each, `${place}[${at}]`))
      : [],
  properties: (rule, value, place) =>
    entriesOf(value).flatMap(([key, member]) => {
      const schema = (rule as Readonly<Record<string, Schema>>)[key];
      return schema === undefined ? [] : schemaFindings(schema, member, `${place}.${key}`);
    }),
  additionalProperties: (rule, value, place, { properties = {} }) =>
    entriesOf(value)
      .filter(([key]) => !Object.hasOwn(properties as object, key))
      .flatMap(([key, member]) =>
        rule === false
          ? [`${place}.${key}: not known`]
          : schemaFindings(rule as Schema, member, `${place}.${key}`),
      ),
  propertyNames: (rule, value, place) =>
    entriesOf(value).flatMap(([key]) => schemaFindings(rule as Schema, key, `${place}.${key}`)),
};

function typeOf(value: unknown, type: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeOf(value, "object") ? Object.entries(value as object) : [];
}
