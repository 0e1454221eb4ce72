using Confd.Following;

namespace Confd.Engine.Running;

/// <summary>The resources that watchers have reported and that the loop has not taken yet. A resource is in it once, however often it was
/// reported: a source may change all the time while a command runs.</summary>
/// <remarks>Any thread may report; one loop takes and waits.</remarks>
internal sealed class ReportedChanges
{
    private readonly ChangeSignal _signal = new();
    private readonly Lock _lock = new();
    private Dictionary<OpenedResource, ChangeKind> _reported = [];

    /// <summary>Reports resources that have to be processed. <see cref="ChangeKind.Refresh"/> takes precedence over
    /// <see cref="ChangeKind.Change"/>.</summary>
    public void Add(IEnumerable<OpenedResource> resources, ChangeKind kind)
    {
        lock (_lock)
        {
            foreach (var opened in resources)
            {
                _reported[opened] = kind == ChangeKind.Change ? _reported.GetValueOrDefault(opened, kind) : kind;
            }

            if (_reported.Count > 0)
            {
                _signal.Set();
            }
        }
    }

    /// <summary>Removes and returns all of them, in the order in which they were first reported.</summary>
    public IReadOnlyCollection<KeyValuePair<OpenedResource, ChangeKind>> TakeAll()
    {
        lock (_lock)
        {
            if (!_signal.TryTake())
            {
                return [];
            }

            var taken = _reported;
            _reported = [];
            return taken;
        }
    }

    /// <summary>Waits until a resource is reported, without taking it.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _signal.WaitAsync(cancellationToken);
}
