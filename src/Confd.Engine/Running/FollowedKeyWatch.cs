using Confd.Backends;
using Confd.Following;

namespace Confd.Engine.Running;

/// <summary>A backend's watch as a follower takes it.</summary>
internal sealed class FollowedKeyWatch(KeyWatch watch) : IChangeWatch<IReadOnlySet<string>>
{
    public Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken) =>
        watch.WaitForChangeAsync(cancellationToken);

    public ValueTask DisposeAsync() => watch.DisposeAsync();
}
