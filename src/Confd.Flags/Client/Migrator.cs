using Confd.Flags.Contexts;
using Confd.Flags.Migrations;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Reads and writes the systems of a migration according to the stage of its flag, and reports measurements.</summary>
/// <remarks>Thread-safe. An exception of a system is part of the result, not an exception of the migrator; an exception of the comparison
/// is logged.</remarks>
/// <typeparam name="TInput">The input of an operation.</typeparam>
/// <typeparam name="TResult">The result of an operation.</typeparam>
public sealed partial class Migrator<TInput, TResult>
{
    private readonly IFlagClient _client;
    private readonly MigratorOptions<TInput, TResult> _options;

    /// <summary>Creates a migrator; evaluates nothing.</summary>
    /// <param name="client">Evaluates the stage, and receives the measurements.</param>
    /// <param name="options">The systems.</param>
    /// <exception cref="ArgumentException">An option is not set.</exception>
    public Migrator(IFlagClient client, MigratorOptions<TInput, TResult> options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _client = client;
        _options = options;
    }

    /// <summary>Reads the systems of the stage, and returns the result of the authoritative one.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before the stage was known.</exception>
    public async Task<MigrationResult<TResult>> ReadAsync(
        string flagKey, EvaluationContext context, MigrationStage defaultStage, TInput input, CancellationToken cancellationToken = default)
    {
        var (stage, tracker) = await _client.MigrationVariationAsync(flagKey, context, defaultStage, cancellationToken)
            .ConfigureAwait(false);
        var result = stage switch
        {
            MigrationStage.Off or MigrationStage.DualWrite => await ReadOldAsync().ConfigureAwait(false),
            MigrationStage.Shadow => await ReadBothAsync(ReadOldAsync, ReadNewAsync, tracker).ConfigureAwait(false),
            MigrationStage.Live => await ReadBothAsync(ReadNewAsync, ReadOldAsync, tracker).ConfigureAwait(false),
            _ => await ReadNewAsync().ConfigureAwait(false),
        };
        tracker.Report(MigrationOperation.Read);
        return result;

        Task<MigrationResult<TResult>> ReadOldAsync() => RunAsync(MigrationOrigin.Old, _options.ReadOld, input, tracker, cancellationToken);

        Task<MigrationResult<TResult>> ReadNewAsync() => RunAsync(MigrationOrigin.New, _options.ReadNew, input, tracker, cancellationToken);
    }

    /// <summary>Writes the systems of the stage: first the authoritative one, and the other only if that succeeded.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before the stage was known.</exception>
    public async Task<MigrationWriteResult<TResult>> WriteAsync(
        string flagKey, EvaluationContext context, MigrationStage defaultStage, TInput input, CancellationToken cancellationToken = default)
    {
        var (stage, tracker) = await _client.MigrationVariationAsync(flagKey, context, defaultStage, cancellationToken)
            .ConfigureAwait(false);
        var result = stage switch
        {
            MigrationStage.Off => new MigrationWriteResult<TResult>(await WriteOldAsync().ConfigureAwait(false), null),
            MigrationStage.DualWrite or MigrationStage.Shadow => await WriteBothAsync(WriteOldAsync, WriteNewAsync).ConfigureAwait(false),
            MigrationStage.Live or MigrationStage.RampDown => await WriteBothAsync(WriteNewAsync, WriteOldAsync).ConfigureAwait(false),
            _ => new MigrationWriteResult<TResult>(await WriteNewAsync().ConfigureAwait(false), null),
        };
        tracker.Report(MigrationOperation.Write);
        return result;

        Task<MigrationResult<TResult>> WriteOldAsync() =>
            RunAsync(MigrationOrigin.Old, _options.WriteOld, input, tracker, cancellationToken);

        Task<MigrationResult<TResult>> WriteNewAsync() =>
            RunAsync(MigrationOrigin.New, _options.WriteNew, input, tracker, cancellationToken);
    }

    private static async Task<MigrationWriteResult<TResult>> WriteBothAsync(
        Func<Task<MigrationResult<TResult>>> authoritative, Func<Task<MigrationResult<TResult>>> other)
    {
        var counts = await authoritative().ConfigureAwait(false);
        return new(counts, counts.IsSuccess ? await other().ConfigureAwait(false) : null);
    }

    private async Task<MigrationResult<TResult>> ReadBothAsync(
        Func<Task<MigrationResult<TResult>>> authoritative, Func<Task<MigrationResult<TResult>>> other, MigrationTracker tracker)
    {
        MigrationResult<TResult> counts;
        MigrationResult<TResult> compared;
        if (_options.ReadOrder == MigrationOrder.Concurrent)
        {
            var (one, two) = (authoritative(), other());
            (counts, compared) = (await one.ConfigureAwait(false), await two.ConfigureAwait(false));
        }
        else if (IsOtherFirst())
        {
            compared = await other().ConfigureAwait(false);
            counts = await authoritative().ConfigureAwait(false);
        }
        else
        {
            counts = await authoritative().ConfigureAwait(false);
            compared = await other().ConfigureAwait(false);
        }

        if (_options.AreEqual is { } areEqual && counts.IsSuccess && compared.IsSuccess)
        {
            Compare(areEqual, counts.Value!, compared.Value!, tracker);
        }

        return counts;
    }

    // Calls the program's function: if it throws, the results of the systems stay as they are.
    private void Compare(Func<TResult, TResult, bool> areEqual, TResult counts, TResult compared, MigrationTracker tracker)
    {
        try
        {
            tracker.Compared(() => areEqual(counts, compared));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogNotCompared(_options.Logger, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The answers of both systems of a migration could not be compared")]
    private static partial void LogNotCompared(ILogger logger, Exception failure);

#pragma warning disable CA5394 // The order needs no secure random number.
    private bool IsOtherFirst() => _options.ReadOrder == MigrationOrder.Random && Random.Shared.Next(2) == 0;
#pragma warning restore CA5394

    private async Task<MigrationResult<TResult>> RunAsync(
        MigrationOrigin origin,
        Func<TInput, CancellationToken, Task<TResult>> run,
        TInput input,
        MigrationTracker tracker,
        CancellationToken cancellationToken)
    {
        tracker.Invoked(origin);
        var started = _options.Clock.GetTimestamp();
        try
        {
            return new(origin, await run(input, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (_options.TracksErrors)
            {
                tracker.Failed(origin);
            }

            return new(origin, default, failure);
        }
        finally
        {
            if (_options.TracksLatency)
            {
                tracker.Took(origin, _options.Clock.GetElapsedTime(started));
            }
        }
    }
}
