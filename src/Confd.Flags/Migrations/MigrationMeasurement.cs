namespace Confd.Flags.Migrations;

/// <summary>The measurements of one system in an operation.</summary>
/// <param name="Latency">The duration; null: not measured.</param>
/// <param name="HasFailed">True if it failed.</param>
public sealed record MigrationMeasurement(TimeSpan? Latency, bool HasFailed);
