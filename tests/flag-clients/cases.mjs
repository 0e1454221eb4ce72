// The recorded evaluations of tests/fixtures/flags as one data set: each case there has data of its own, here all share one table.
//   node cases.mjs FILE   writes {"flags","segments"} to FILE
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

const fixtures = join(import.meta.dirname, "..", "fixtures", "flags");
const visible = { usingEnvironmentId: true, usingMobileKey: true };

export const watched = {
  key: "watched", version: 1, on: false, variations: [false, true], offVariation: 0, fallthrough: { variation: 1 }, salt: "s", clientSideAvailability: visible,
};
const byPlan = {
  key: "by-plan", version: 1, on: true, variations: [false, true], offVariation: 0, fallthrough: { variation: 0 }, salt: "s", clientSideAvailability: visible,
  rules: [{ id: "pro", clauses: [{ contextKind: "user", attribute: "plan", op: "in", values: ["pro"] }], variation: 1 }],
};

function referred(item) {
  const rules = item?.rules ?? [];
  return [
    ...(item?.prerequisites ?? []).map(prerequisite => ["flags", prerequisite.key]),
    ...rules.flatMap(rule => rule.clauses ?? []).filter(clause => clause.op === "segmentMatch").flatMap(clause => clause.values ?? []).map(key => ["segments", key]),
  ];
}

/** Cases that mean the same on the joined data: no item is another one's, and what a case does not have is not there. */
export function readCases() {
  const data = { flags: {}, segments: {} };
  const taken = [];
  const read = path => JSON.parse(readFileSync(join(fixtures, path), "utf8"));
  for (const file of readdirSync(fixtures).filter(name => name.endsWith(".jsonl")).sort()) {
    for (const line of readFileSync(join(fixtures, file), "utf8").split("\n").filter(Boolean)) {
      const { data: own, dataFile, ...rest } = JSON.parse(line);
      const of = own ?? read(dataFile);
      const items = ["flags", "segments"].flatMap(kind => Object.entries(of[kind] ?? {}).map(([key, item]) => [kind, key, item]));
      if (items.every(([kind, key, item]) => !Object.hasOwn(data[kind], key) || isDeepStrictEqual(data[kind][key], item))) {
        for (const [kind, key, item] of items) data[kind][key] = item;
        taken.push({ ...rest, absent: [["flags", rest.flagKey], ...items.flatMap(([, , item]) => referred(item))].filter(([kind, key]) => !Object.hasOwn(of[kind] ?? {}, key)) });
      }
    }
  }

  for (const flag of Object.values(data.flags)) if (flag && !flag.deleted) flag.clientSideAvailability = visible;
  data.flags.watched = watched;
  data.flags["by-plan"] = byPlan;
  return { data, cases: taken.filter(one => one.absent.every(([kind, key]) => !Object.hasOwn(data[kind], key))) };
}

if (process.argv[2] && process.argv[1] === import.meta.filename) {
  writeFileSync(process.argv[2], JSON.stringify(readCases().data));
}
