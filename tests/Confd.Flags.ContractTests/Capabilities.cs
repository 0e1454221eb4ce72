namespace Confd.Flags.ContractTests;

/// <summary>What is claimed of our client, in the harness's words; the tests of this service have a test for each.</summary>
public static class Capabilities
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "server-side",
        "strongly-typed",
        "all-flags-with-reasons",
        "all-flags-client-side-only",
        "all-flags-details-only-for-tracked-flags",
        "anonymous-redaction",
        "big-segments",
        "client-prereq-events",
        "context-comparison",
        "context-type",
        "evaluation-hooks",
        "event-gzip",
        "event-sampling",
        "filtering",
        "filtering-strict",
        "hook-environment-id",
        "http-proxy",
        "inline-context-all",
        "instance-id",
        "migrations",
        "omit-anonymous-contexts",
        "optional-event-gzip",
        "persistent-data-store-dynamodb",
        "polling-gzip",
        "retry-conformance-fdv1-polling",
        "retry-conformance-fdv1-streaming",
        "secure-mode-hash",
        "server-side-polling",
        "service-endpoints",
        "tags",
        "tls:custom-ca",
        "tls:skip-verify-peer",
        "tls:verify-peer",
        "track-hooks",
        "user-type",
        "wrapper",
    ];
}
