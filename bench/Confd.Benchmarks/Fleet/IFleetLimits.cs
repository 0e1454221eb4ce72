namespace Confd.Benchmarks.Fleet;

/// <summary>What stands before DynamoDB Local, which has no limits, and keeps those of the service over all clients together.</summary>
internal interface IFleetLimits : IAsyncDisposable
{
    /// <summary>Where the agents ask.</summary>
    string Url { get; }

    /// <summary>What was asked since the start or the last <see cref="ResetAsync"/>.</summary>
    Task<FleetCounts> CountAsync();

    /// <summary>Counts from now on.</summary>
    Task ResetAsync();
}
