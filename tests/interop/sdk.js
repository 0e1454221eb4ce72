#!/usr/bin/env node
// LaunchDarkly's own Node code on one table: what it writes, we have to read, and the other way round.
//   node sdk.js init   TABLE PREFIX              < {"flags":…,"segments":…}
//   node sdk.js upsert TABLE PREFIX              < {"flags":…,"segments":…}
//   node sdk.js delete TABLE PREFIX KIND KEY VERSION
//   node sdk.js all    TABLE PREFIX              prints {"initialized","flags","segments"}
//   node sdk.js eval   TABLE PREFIX              < a line of {"flagKey","context","default"} each; prints a line of {"value","variationIndex","reason"} each
// PREFIX - means none. The DynamoDB endpoint is in CONFD_TEST_DYNAMODB. Exit status 1 where the store logged an error, which it does not throw.
'use strict';
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
const fs = require('fs');
const AWS = require('aws-sdk');
const { DynamoDBFeatureStore } = require('launchdarkly-node-server-sdk-dynamodb');
const kinds = require('launchdarkly-node-server-sdk/versioned_data_kind');
const ld = require('@launchdarkly/node-server-sdk');
const { reviveFullPayload } = require('@launchdarkly/js-server-sdk-common');

const [operation, table, prefixArgument, ...rest] = process.argv.slice(2);
const errors = [];
const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, error: (...text) => errors.push(text.join(' ')) };

function openStore() {
  return DynamoDBFeatureStore(table, {
    prefix: prefixArgument === '-' ? undefined : prefixArgument,
    cacheTTL: 0,
    clientOptions: {
      endpoint: process.env.CONFD_TEST_DYNAMODB,
      region: 'us-east-1',
      credentials: new AWS.Credentials('dummy', 'dummy'),
    },
  })({ logger });
}

const call = (run) => new Promise((resolve) => run(resolve));
const readInput = () => fs.readFileSync(0, 'utf8');

const operations = {
  async init(store) {
    const data = JSON.parse(readInput());
    await call((done) => store.init({ features: data.flags || {}, segments: data.segments || {} }, done));
  },

  async upsert(store) {
    const data = JSON.parse(readInput());
    for (const [kind, items] of [[kinds.segments, data.segments], [kinds.features, data.flags]]) {
      for (const item of Object.values(items || {})) await call((done) => store.upsert(kind, item, done));
    }
  },

  async delete(store) {
    const [kind, key, version] = rest;
    await call((done) => store.delete(kinds[kind], key, Number(version), done));
  },

  async all(store) {
    console.log(JSON.stringify({
      initialized: await call((done) => store.initialized(done)),
      flags: await call((done) => store.all(kinds.features, done)),
      segments: await call((done) => store.all(kinds.segments, done)),
    }));
  },

  // The 9.x evaluator wants items as its own reader makes them, so each goes through that reader.
  async eval(store) {
    const revive = (kind, item) => {
      if (!item) return null;
      const group = kind.namespace === 'segments' ? 'segments' : 'flags';
      return reviveFullPayload({ [group]: { item: JSON.parse(JSON.stringify(item)) } })[group].item;
    };
    const client = ld.init('sdk-key', {
      featureStore: {
        get: (kind, key, done) => store.get(kind, key, (item) => done(revive(kind, item))),
        all: (kind, done) => store.all(kind, (items) => done(
          Object.fromEntries(Object.entries(items || {}).map(([key, item]) => [key, revive(kind, item)])))),
        initialized: (done) => store.initialized(done),
        init: (data, done) => done(),
        upsert: (kind, item, done) => done(),
        delete: (kind, key, version, done) => done(),
        close: silent,
        getDescription: () => 'DynamoDB',
      },
      useLdd: true, sendEvents: false, diagnosticOptOut: true,
      logger: { debug: silent, info: silent, warn: silent, error: silent }, // an unknown flag is an answer, not a failure
    });
    await client.waitForInitialization({ timeout: 30 });
    for (const line of readInput().split('\n').filter((text) => text.trim())) {
      const question = JSON.parse(line);
      const answer = await client.variationDetail(question.flagKey, question.context, question.default);
      const { value = null, variationIndex = null, reason } = answer;
      console.log(JSON.stringify({ value, variationIndex, reason }));
    }
    client.close();
  },
};

async function main() {
  const store = openStore();
  await operations[operation](store);
  store.close();
  errors.forEach((text) => console.error(text));
  return errors.length > 0 ? 1 : 0;
}

main().then((status) => process.exit(status), (error) => { console.error(error); process.exit(1); });
