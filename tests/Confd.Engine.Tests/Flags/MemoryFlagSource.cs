using System.Text;
using System.Threading.Channels;
using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Following;

namespace Confd.Engine.Tests.Flags;

/// <summary>Flags of a dictionary, JSON each; the lookup's context is kept for tests to see.</summary>
public sealed class MemoryFlagSource : IFlagSource
{
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();
    private int _hasChanged;

    public Dictionary<string, string> Flags { get; } = [];

    public List<string> Contexts { get; } = [];

    public int Reads { get; private set; }

    public string? Problem { get; set; }

    /// <summary>Where set, reads wait for it and ignore cancellation.</summary>
    public Task? Gate { get; set; }

    /// <summary>What is wrong with every context; null: nothing.</summary>
    public string? ContextProblem { get; init; }

    /// <summary>False: the source reports no changes.</summary>
    public bool IsFollowed { get; init; } = true;

    /// <summary>What cannot be read of flags.</summary>
    public Dictionary<string, string> Unreadable { get; } = [];

    public void Set(string key, string json)
    {
        Flags[key] = json;
        Volatile.Write(ref _hasChanged, 1);
        _changes.Writer.TryWrite(true);
    }

    public async Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken)
    {
        Reads++;
        await (Gate ?? Task.CompletedTask);
        if (Problem is not null)
        {
            throw new KeyBackendException(Problem);
        }

        var read = Flags.ToDictionary();
        return context =>
        {
            if (ContextProblem is not null)
            {
                throw new FlagContextException(ContextProblem);
            }

            Contexts.Add(context);
            return key => Unreadable.TryGetValue(key, out var unreadable)
                ? new FlagAnswer("null"u8.ToArray(), null, """{"kind":"ERROR"}"""u8.ToArray(), "ERROR") { Unreadable = unreadable }
                : read.TryGetValue(key, out var json)
                ? new FlagAnswer(Encoding.UTF8.GetBytes(json), 1, """{"kind":"FALLTHROUGH"}"""u8.ToArray(), "FALLTHROUGH")
                : new FlagAnswer(
                    "null"u8.ToArray(), null, """{"kind":"ERROR","errorKind":"FLAG_NOT_FOUND"}"""u8.ToArray(), "ERROR(FLAG_NOT_FOUND)");
        };
    }

    public Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IChangeWatch<bool>?>(IsFollowed ? new Watch(_changes.Reader) : null);

    public Task<bool> RefreshAsync(CancellationToken cancellationToken) => Problem is null
        ? Task.FromResult(Interlocked.Exchange(ref _hasChanged, 0) != 0)
        : Task.FromException<bool>(new KeyBackendException(Problem));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Watch(ChannelReader<bool> changes) : IChangeWatch<bool>
    {
        public async Task<bool> WaitForChangeAsync(CancellationToken cancellationToken) => await changes.ReadAsync(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
