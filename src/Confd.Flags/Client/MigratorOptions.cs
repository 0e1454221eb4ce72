using Confd.Flags.Migrations;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Client;

/// <summary>The two systems of a migration, and what is measured.</summary>
/// <typeparam name="TInput">The input of an operation.</typeparam>
/// <typeparam name="TResult">The result of an operation.</typeparam>
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

    /// <summary>Compares the results of both systems, where both were read and neither failed; null, the default: they are not compared. If
    /// it throws, the result of the comparison is unknown.</summary>
    public Func<TResult, TResult, bool>? AreEqual { get; init; }

    /// <summary>The order in which both systems are read.</summary>
    /// <value>At the same time by default.</value>
    public MigrationOrder ReadOrder { get; init; } = MigrationOrder.Concurrent;

    /// <summary>Whether the duration of each operation is measured.</summary>
    /// <value>True by default.</value>
    public bool TracksLatency { get; init; } = true;

    /// <summary>Whether failures are reported.</summary>
    /// <value>True by default.</value>
    public bool TracksErrors { get; init; } = true;

    /// <summary>Logs exceptions of <see cref="AreEqual"/>.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The clock that latencies are measured by; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(MigratorOptions<,>));
        check.RequireSet(ReadOld, nameof(ReadOld));
        check.RequireSet(ReadNew, nameof(ReadNew));
        check.RequireSet(WriteOld, nameof(WriteOld));
        check.RequireSet(WriteNew, nameof(WriteNew));
        check.RequireSet(Logger, nameof(Logger));
        check.RequireSet(Clock, nameof(Clock));
    }
}
