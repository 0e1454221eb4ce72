using System.Collections.Concurrent;
using Confd.Flags.Events;

namespace Confd.Flags.Tests.Client;

/// <summary>Keeps the events of a client.</summary>
internal sealed class RecordedEvents : IFlagEvents
{
    private readonly ConcurrentQueue<FlagEvent> _all = [];

    public IReadOnlyCollection<FlagEvent> All => _all;

    public IEnumerable<EvaluationEvent> Evaluations => _all.OfType<EvaluationEvent>();

    public int Flushes { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool IsBroken { get; set; }

    public void Add(FlagEvent flagEvent)
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("as the test wants it");
        }

        _all.Enqueue(flagEvent);
    }

    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes++;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
