using Confd.Flags.Migrations;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>The two systems of a migration, and what is measured of them.</summary>
/// <typeparam name="TInput">What an operation is given.</typeparam>
/// <typeparam name="TResult">What it answers.</typeparam>
public sealed record MigratorOptions<TInput, TResult>
{
    /// <summary>Reads the old system.</summary>
    public required Func<TInput, CancellationToken, Task<TResult>> ReadOld { get; init; }

    /// <summary>Reads the new system.</summary>
    public required Func<TInput, CancellationToken, Task<TResult>> ReadNew { get; init; }

    /// <summary>Writes the old system.</summary>
    public required Func<TInput, CancellationToken, Task<TResult>> WriteOld { get; init; }

    /// <summary>Writes the new system.</summary>
    public required Func<TInput, CancellationToken, Task<TResult>> WriteNew { get; init; }

    /// <summary>Compares what both answered, where both were read and neither failed; null, the default: they are not compared.
    /// Where it throws, it is not known whether they are equal.</summary>
    public Func<TResult, TResult, bool>? AreEqual { get; init; }

    /// <summary>How both are read where both are.</summary>
    /// <value>At the same time by default.</value>
    public MigrationOrder ReadOrder { get; init; } = MigrationOrder.Concurrent;

    /// <summary>Measures how long each takes.</summary>
    /// <value>True by default.</value>
    public bool TracksLatency { get; init; } = true;

    /// <summary>Notes which failed.</summary>
    /// <value>True by default.</value>
    public bool TracksErrors { get; init; } = true;

    /// <summary>Is told where <see cref="AreEqual"/> throws; null, the default: nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>The clock that latencies are measured by; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
