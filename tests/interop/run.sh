#!/usr/bin/env bash
# Installs LaunchDarkly's Node SDK here (npm ci) and runs the tests that compare with it and that share a table with it.
# CONFD_TEST_DYNAMODB: the address of DynamoDB Local, such as http://127.0.0.1:8000.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
: "${CONFD_TEST_DYNAMODB:?set it to the address of DynamoDB Local}"
npm ci --no-audit --no-fund --ignore-scripts
dotnet run --project ../Confd.Flags.Tests -- -namespace Confd.Flags.Tests.Differential
dotnet run --project ../Confd.Flags.DynamoDb.Tests -- -class Confd.Flags.DynamoDb.Tests.Interop.NodeSdkTests
