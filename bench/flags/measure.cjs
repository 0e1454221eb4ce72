// What an evaluation costs LaunchDarkly's SDK for Node: the peer of Confd.Flags.Measure, which says what the lines mean.
//   NODE_PATH=… node measure.cjs FLAGS MILLISECONDS
'use strict';
const fs = require('fs');
const ld = require('@launchdarkly/node-server-sdk');
const { TestData } = require('@launchdarkly/node-server-sdk/integrations');

const [flagFile, milliseconds] = process.argv.slice(2);
const context = { kind: 'user', key: 'user-1234', email: 'ada@example.com', country: 'nz', plan: 'gold', logins: 42 };
const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) * 1000; };

async function measure(work) {
  const until = Date.now() + Number(milliseconds);
  let rounds = 0;
  for (; Date.now() < until; rounds++) await work();
  const before = cpu();
  for (let round = 0; round < rounds; round++) await work();
  return Math.round((cpu() - before) / rounds);
}

async function main() {
  const data = JSON.parse(fs.readFileSync(flagFile, 'utf8'));
  const source = new TestData();
  for (const flag of Object.values(data.flags)) await source.usePreconfiguredFlag(flag);
  for (const segment of Object.values(data.segments)) await source.usePreconfiguredSegment(segment);
  const logger = { debug() {}, info() {}, warn() {}, error: console.error };
  const client = ld.init('sdk-key', { updateProcessor: source.getFactory(), sendEvents: false, diagnosticOptOut: true, logger });
  await client.waitForInitialization({ timeout: 10 });
  for (const key of Object.keys(data.flags).sort()) {
    const value = await client.boolVariation(key, context, false);
    console.log(`${key} ${value} ${await measure(() => client.boolVariation(key, context, false))}`);
  }
  client.close();
}

main();
