using System.Threading.Channels;

namespace Confd.Following.Tests;

/// <summary>A source whose watches, readings and failures a test decides; everything that happens is a line of
/// <see cref="Events"/>.</summary>
internal sealed class ScriptedSource : IFollowedSource<string>
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private int _opened;

    /// <summary>What happened, in order.</summary>
    public ChannelReader<string> Events => _events.Reader;

    /// <summary>Of the last state.</summary>
    public int Failures { get; private set; }

    /// <summary>Opens watch number N, from 1.</summary>
    public Func<int, Task<IChangeWatch<string>?>> Open { get; set; } = _ => Task.FromResult<IChangeWatch<string>?>(new ScriptedWatch());

    public Func<Task> Read { get; set; } = () => Task.CompletedTask;

    public Func<string, Task> Apply { get; set; } = _ => Task.CompletedTask;

    public Action<FollowState>? StateObserver { get; set; }

    public Func<Exception, bool> Final { get; set; } = _ => false;

    public Func<Exception, bool> Refusal { get; set; } = _ => false;

    public Task<IChangeWatch<string>?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        _events.Writer.TryWrite("open");
        return Open(++_opened);
    }

    public Task ReadAsync(CancellationToken cancellationToken)
    {
        _events.Writer.TryWrite("read");
        return Read();
    }

    public Task ApplyAsync(string change, CancellationToken cancellationToken)
    {
        _events.Writer.TryWrite($"apply {change}");
        return Apply(change);
    }

    public string Merge(string earlier, string later) => $"{earlier}+{later}";

    public void OnState(FollowState state)
    {
        Failures = state.Failures;
        _events.Writer.TryWrite($"{state.Kind} {state.Pause.TotalSeconds} {state.Failure?.Message}".TrimEnd());
        StateObserver?.Invoke(state);
    }

    public bool IsPermanent(Exception failure) => Final(failure);

    public bool IsRefusal(Exception failure) => Refusal(failure);
}
