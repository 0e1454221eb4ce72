using System.Buffers;
using System.Text.Json;
using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Json;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary>Flags for templates from a flag client: the bridge between the engine, which knows JSON only, and the evaluator.</summary>
internal sealed class TemplateFlagSource : IFlagSource
{
    private readonly FlagClient _client;
    private readonly TimeSpan _pollInterval;
    private readonly TimeProvider _clock;
    private readonly Func<ValueTask> _close;
    private int _hasChanged;

    /// <summary>Uses a client that reads only when it is asked.</summary>
    /// <param name="client">Disposed with the source.</param>
    /// <param name="pollInterval">How often a watch looks for changes.</param>
    /// <param name="clock">The clock of the watch.</param>
    /// <param name="close">Run after the client is disposed.</param>
    public TemplateFlagSource(FlagClient client, TimeSpan pollInterval, TimeProvider clock, Func<ValueTask> close)
    {
        _client = client;
        _pollInterval = pollInterval;
        _clock = clock;
        _close = close;
        client.FlagsChanged += (_, _) => Interlocked.Exchange(ref _hasChanged, 1);
    }

    /// <inheritdoc/>
    public async Task<FlagReading> ReadAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        var evaluator = _client.Evaluator!;
        return contextJson =>
        {
            var context = EvaluationContext.Parse(contextJson);
            return context.Error is null
                ? key => Answer(evaluator.Evaluate(key, context, FlagValue.Null))
                : throw new KeyBackendException($"the context of [flags] is invalid: {context.Error}");
        };
    }

    /// <inheritdoc/>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_pollInterval, _clock);
        while (Interlocked.Exchange(ref _hasChanged, 0) == 0)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            await RefreshAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _close();
    }

    private static FlagAnswer Answer(EvaluationDetail<FlagValue> detail) => new(
        ToJson(writer => FlagValueJson.Write(writer, detail.Value)),
        detail.VariationIndex,
        ToJson(detail.Reason.WriteTo),
        detail.Reason.ToString());

    private static ReadOnlyMemory<byte> ToJson(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            write(writer);
        }

        return output.WrittenMemory;
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client.RefreshAsync(cancellationToken);
        }
        catch (FlagStoreException exception)
        {
            throw new KeyBackendException(exception.Message, exception);
        }
    }
}
