// One check of a flag service by a real SDK: node clients.mjs CHECK. The surroundings say where and how:
//   BASE, SECURE_BASE   addresses of the service, and of one in secure mode
//   SDK_KEY, CLIENT_ID, OFREP_KEY   what it answers to
//   CONFD, TABLE        the program and the table, to change the flag "watched"
//   STOP, START         commands that stop the service and start it again
// Prints one line; the exit status is 1 where the check fails.
import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { readCases, watched } from "./cases.mjs";
import { openPage } from "./page.mjs";

const { BASE, SECURE_BASE, SDK_KEY, CLIENT_ID, OFREP_KEY, CONFD, TABLE } = process.env;
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const patience = 60_000;
const user = { kind: "user", key: "watcher" };

function fail(text) {
  throw new Error(text);
}

const within = (promise, what) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error(`${what} did not happen within ${patience} ms`)), patience).unref())]);

async function isOnNow() {
  const answer = await fetch(`${BASE}/sdk/flags/watched`, { headers: { Authorization: SDK_KEY } });
  return answer.ok ? (await answer.json()).on : undefined;
}

// The clock is the version; done when the service has seen it.
async function turn(isOn, isAwaited = true) {
  const flag = { ...watched, version: Math.floor(Date.now() / 250) - 6_400_000_000, on: isOn };
  const command = spawn(CONFD, ["flags", "upsert", "--table", TABLE, "--file", "-"], { stdio: ["pipe", "ignore", "inherit"] });
  command.stdin.end(JSON.stringify({ flags: { watched: flag } }));
  const status = await new Promise(resolve => command.on("exit", resolve));
  if (status !== 0) fail(`confd flags upsert ended with ${status}`);
  if (isAwaited) {
    await within((async () => {
      while (await isOnNow() !== isOn) await new Promise(resolve => setTimeout(resolve, 50));
    })(), "the change in the service");
  }
}

const tidy = reason => Object.fromEntries(Object.entries(reason ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== false));

/** Asks all cases that a filter lets through, and says how many there were. */
async function askAll(filter, ask, least) {
  const cases = readCases().cases.filter(filter);
  let asked = 0;
  for (const one of cases) {
    const { value, variationIndex, reason } = await ask(one);
    const isGood = isDeepStrictEqual(value, one.expect.value) && (variationIndex ?? null) === (one.expect.variationIndex ?? null)
      && (reason === undefined || isDeepStrictEqual(tidy(reason), tidy(one.expect.reason)));
    if (!isGood) fail(`${one.id}: got ${JSON.stringify({ value, variationIndex, reason })}, expected ${JSON.stringify(one.expect)}`);
    asked++;
  }

  if (asked < least) fail(`only ${asked} cases`);
  return `${asked} cases`;
}

const isToday = context => context && typeof context.kind === "string" && (context.kind === "multi"
  ? Object.keys(context).length > 1 && Object.entries(context).every(([kind, part]) => kind === "kind" || (typeof part?.key === "string" && part.key))
  : typeof context.key === "string" && context.key !== "");
const isPlain = one => isToday(one.context) && one.expect.reason.kind !== "ERROR" && !["bool", "number", "string"].includes(one.type);
const some = (share) => { let n = 0; return one => isPlain(one) && n++ % share === 0; };

async function serverSdk(options = {}, key = SDK_KEY, base = BASE) {
  const { init } = await import("@launchdarkly/node-server-sdk");
  const client = init(key, { baseUri: base, streamUri: base, eventsUri: base, sendEvents: false, diagnosticOptOut: true, logger: silent, ...options });
  return client;
}

async function checkServer(options) {
  await turn(false);
  const client = await serverSdk(options);
  await client.waitForInitialization({ timeout: 30 });
  const call = { bool: "boolVariationDetail", number: "numberVariationDetail", string: "stringVariationDetail" };
  const text = await askAll(() => true, one => client[call[one.type] ?? "variationDetail"](one.flagKey, one.context, one.default), 1000);
  const changed = new Promise(resolve => client.on("update:watched", resolve));
  await turn(true);
  await within(changed, "the change in the SDK");
  if (await client.variation("watched", user, null) !== true) fail("the change is not the value");
  await client.close();
  return text;
}

async function nodeClient(options, base = BASE) {
  const ld = createRequire(import.meta.url)("launchdarkly-node-client-sdk");
  const folder = mkdtempSync(join(tmpdir(), "flag-client-"));
  const client = ld.initialize(CLIENT_ID, user, {
    baseUrl: base, streamUrl: base, eventsUrl: base, sendEvents: false, diagnosticOptOut: true, evaluationReasons: true, logger: silent, localStoragePath: folder, ...options,
  });
  await within(client.waitForInitialization(30), "the start");
  return { client, close: async () => { await client.close(); rmSync(folder, { recursive: true, force: true }); } };
}

async function checkNodeClient(options, share) {
  await turn(false);
  // Without the stream: REPORT mixes up the answers of two contexts when a ping comes during identify().
  const asking = await nodeClient({ ...options, streaming: false });
  const text = await askAll(some(share), async one => {
    await asking.client.identify(one.context);
    const detail = asking.client.variationDetail(one.flagKey, one.default);
    return { ...detail, value: detail.value ?? null };
  }, 20);
  await asking.close();
  const { client, close } = await nodeClient({ ...options, streaming: true });
  const changed = new Promise(resolve => client.on("change:watched", resolve));
  await turn(true);
  await within(changed, "the change in the SDK");
  await close();
  return text;
}

async function checkBrowser(useReport) {
  await turn(false);
  const page = await openPage("import { createClient } from '@launchdarkly/js-client-sdk'; globalThis.createClient = createClient;");
  try {
    const status = await page.run(async ({ base, id, context, useReport }) => {
      globalThis.client = globalThis.createClient(id, context, { baseUri: base, streamUri: base, eventsUri: base, streaming: true, withReasons: true, useReport, fetchGoals: true });
      globalThis.changed = new Promise(resolve => globalThis.client.on("change:watched", resolve));
      return (await globalThis.client.start({ timeout: 30 })).status;
    }, { base: BASE, id: CLIENT_ID, context: user, useReport });
    if (status !== "complete") fail(`the SDK started with ${status}`);
    await turn(true);
    await within(page.run(() => globalThis.changed.then(() => true)), "the change in the page");
    const text = useReport ? "pings" : await askAll(some(60), async one => {
      return page.run(async ({ context, key, value }) => {
        await globalThis.client.identify(context, { waitForNetworkResults: true });
        return globalThis.client.variationDetail(key, value);
      }, { context: one.context, key: one.flagKey, value: one.default });
    }, 10);
    if (!useReport && !(await page.run(() => globalThis.client.flush())).result) fail("events were not taken");
    return text;
  } finally {
    await page.close();
  }
}

// What OpenFeature's providers can ask: an answer with a value, of the default's type, by a key that they do not escape.
const isForOpenFeature = one => isToday(one.context) && one.expect.reason.kind !== "ERROR" && one.default !== null && one.expect.value !== null && typeof one.expect.value === typeof one.default
  && Number.isInteger(one.expect.variationIndex) && one.flagKey !== "__proto__" && !/[\s/?#%]/.test(one.flagKey);
const getters = { boolean: "getBooleanDetails", number: "getNumberDetails", string: "getStringDetails", object: "getObjectDetails" };

function toOpenFeature(context) {
  const part = ({ key, _meta, ...rest }) => ({ ...rest, targetingKey: key, ...(_meta?.privateAttributes ? { privateAttributes: _meta.privateAttributes } : {}) });
  return context.kind === "multi"
    ? Object.fromEntries(Object.entries(context).map(([kind, value]) => [kind, kind === "kind" ? value : part(value)]))
    : part(context);
}

async function checkOpenFeatureServer() {
  const { OpenFeature } = await import("@openfeature/server-sdk");
  const { OFREPProvider } = await import("@openfeature/ofrep-provider");
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: BASE, headers: [["Authorization", `Bearer ${OFREP_KEY}`]] }));
  const client = OpenFeature.getClient();
  const text = await askAll(isForOpenFeature, async one => {
    const detail = await client[getters[typeof one.default]](one.flagKey, one.default, toOpenFeature(one.context));
    return { value: detail.value, variationIndex: detail.variant === undefined ? null : Number(detail.variant) };
  }, 800);
  const unknown = await client.getBooleanDetails("nowhere", true, { targetingKey: "u" });
  if (unknown.errorCode !== "FLAG_NOT_FOUND" || unknown.value !== true) fail(`an unknown flag gave ${JSON.stringify(unknown)}`);
  return text;
}

async function checkOpenFeatureBrowser() {
  await turn(false);
  const page = await openPage(`
    import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk'; import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
    Object.assign(globalThis, { OpenFeature, ProviderEvents, OFREPWebProvider });`);
  try {
    // The public id, as a page would show it.
    const [free, pro] = await page.run(async ({ base, key }) => {
      await OpenFeature.setContext({ targetingKey: "ann" });
      await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl: base, headers: [["Authorization", `Bearer ${key}`]], cacheMode: "disabled" }));
      const client = OpenFeature.getClient();
      globalThis.changed = new Promise(resolve => client.addHandler(ProviderEvents.ConfigurationChanged, event => event.flagsChanged?.includes("watched") && resolve()));
      const free = client.getBooleanValue("by-plan", false);
      await OpenFeature.setContext({ targetingKey: "ann", plan: "pro" });
      return [free, client.getBooleanValue("by-plan", false)];
    }, { base: BASE, key: CLIENT_ID });
    if (free !== false || pro !== true) fail(`an attribute of the same person changed, the value did not: ${free}, ${pro}`);
    await turn(true);
    await within(page.run(() => globalThis.changed.then(() => true)), "the change in the page");
    return "another attribute, a pushed change";
  } finally {
    await page.close();
  }
}

async function checkRestart() {
  const client = await serverSdk();
  await client.waitForInitialization({ timeout: 30 });
  const sh = command => promisify(execFile)("/bin/sh", ["-c", command]);
  await turn(false);
  await sh(process.env.STOP);
  const changed = new Promise(resolve => client.on("update:watched", resolve));
  await turn(true, false);
  await sh(process.env.START);
  await within(changed, "the change after the service came back");
  await client.close();
  return "reconnected";
}

const checks = {
  "server-streaming": () => checkServer({}),
  "server-polling": () => checkServer({ stream: false, pollInterval: 1 }),
  "server-wrong-key": async () => {
    const client = await serverSdk({}, "sdk-wrong");
    const start = Date.now();
    const failure = await client.waitForInitialization({ timeout: 30 }).then(() => fail("it started"), problem => problem);
    await client.close();
    return Date.now() - start < 15_000 ? `gave up: ${failure.message}` : fail("it went on trying");
  },
  "server-events": async () => {
    const client = await serverSdk({ sendEvents: true, diagnosticOptOut: false });
    await client.waitForInitialization({ timeout: 30 });
    await client.variation("watched", user, null);
    client.track("happened", user);
    await client.flush();
    await client.close();
    return "flushed";
  },
  "client-get": () => checkNodeClient({}, 8),
  "client-report": () => checkNodeClient({ useReport: true }, 30),
  "client-secure": async () => {
    const hash = createHmac("sha256", SDK_KEY).update(user.key).digest("hex");
    await (await nodeClient({ streaming: false, hash }, SECURE_BASE)).close();
    await nodeClient({ streaming: false, hash: "00" }, SECURE_BASE).then(() => fail("a wrong hash was taken"), problem => problem);
    return "the right hash only";
  },
  "browser-get": () => checkBrowser(false),
  "browser-report": () => checkBrowser(true),
  "openfeature-server": checkOpenFeatureServer,
  "openfeature-browser": checkOpenFeatureBrowser,
  "restart": checkRestart,
};

try {
  console.log(`ok ${process.argv[2]}: ${await checks[process.argv[2]]()}`);
  process.exit(0);
} catch (problem) {
  console.log(`FAILED ${process.argv[2]}: ${problem.stack}`);
  process.exit(1);
}
