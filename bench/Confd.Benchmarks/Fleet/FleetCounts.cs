namespace Confd.Benchmarks.Fleet;

/// <summary>What a fleet has asked of DynamoDB.</summary>
/// <param name="Elapsed">In so long.</param>
/// <param name="Total">Requests, those that were refused too.</param>
/// <param name="Throttled">Requests that were refused.</param>
/// <param name="Scans">Requests of the operation Scan.</param>
/// <param name="Units">Read units of GetItem and Query.</param>
/// <param name="Readers">The access keys of those that read the stream.</param>
internal sealed record FleetCounts(
    TimeSpan Elapsed, int Total, int Throttled, int Scans, double Units, IReadOnlyCollection<string> Readers);
