namespace Confd.Flags.Migrations;

/// <summary>What was measured of one system's part in an operation.</summary>
/// <param name="Latency">How long it took; null: not measured.</param>
/// <param name="HasFailed">True if it failed.</param>
public sealed record MigrationMeasurement(TimeSpan? Latency, bool HasFailed);
