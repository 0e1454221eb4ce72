#!/usr/bin/env node
// Evaluates cases with LaunchDarkly's own Node SDK, each over its own data, without any store.
//   node evaluate.js < a line of {"id","data":{"flags","segments"},"context","flagKey","type","default"} each
// Prints a line of {"id","value","variationIndex","reason"} each, as `confd flags eval --cases FILE` does. A type of "bool", "number" or "string"
// asks the typed method. An exception of the SDK is an answer too: {"id","exception"}.
'use strict';
const fs = require('fs');
const ld = require('@launchdarkly/node-server-sdk');
const { reviveFullPayload } = require('@launchdarkly/js-server-sdk-common');

const silent = () => {};
const methods = { bool: 'boolVariationDetail', number: 'numberVariationDetail', string: 'stringVariationDetail' };

// The items of the case at hand, as the SDK's own reader makes them. It alters them, so it gets a copy.
let items = { features: {}, segments: {} };

function load(data) {
  const { flags = {}, segments = {} } = reviveFullPayload(JSON.parse(JSON.stringify(data)));
  items = { features: flags, segments };
}

const store = {
  get: (kind, key, done) => {
    const item = Object.hasOwn(items[kind.namespace], key) ? items[kind.namespace][key] : null;
    done(item && !item.deleted ? item : null);
  },
  all: (kind, done) => done(items[kind.namespace]),
  initialized: (done) => done(true),
  init: (data, done) => done(),
  upsert: (kind, item, done) => done(),
  delete: (kind, key, version, done) => done(),
  close: silent,
  getDescription: () => 'case',
};

async function answer(client, { id, data, context, flagKey, type, default: defaultValue }) {
  try {
    load(data);
    const { value = null, variationIndex = null, reason } = await client[methods[type] || 'variationDetail'](flagKey, context, defaultValue);
    return { id, value, variationIndex, reason };
  } catch (error) {
    return { id, exception: String(error) };
  }
}

async function main() {
  const client = ld.init('sdk-key', {
    featureStore: store, useLdd: true, sendEvents: false, diagnosticOptOut: true,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  await client.waitForInitialization({ timeout: 30 });
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter((text) => text.trim())) {
    process.stdout.write(`${JSON.stringify(await answer(client, JSON.parse(line)))}\n`);
  }
  client.close();
}

main().catch((error) => { console.error(error); process.exitCode = 1; });
