namespace Confd.Flags.Client;

/// <summary>One reading of a context's memberships, in progress or completed; concurrent requests for the context share it.</summary>
/// <param name="startedAt">When it began, by the clock's timestamps: the time of day may be set.</param>
internal sealed class BigSegmentReading(long startedAt)
{
    // Continuations run elsewhere: what a waiting caller does next must not block the reading.
    private readonly TaskCompletionSource<Func<string, bool?>?> _memberships = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The start of its time to live, by the clock's timestamps: the start of a successful reading, or the end of a failed one,
    /// which may take long.</summary>
    public long ValidFrom { get; private set; } = startedAt;

    /// <summary>When it was last requested, by the clock's timestamps.</summary>
    public long RequestedAt { get; set; } = startedAt;

    /// <summary>Memberships by segment reference; null if the store could not be read. Never fails.</summary>
    public Task<Func<string, bool?>?> Memberships => _memberships.Task;

    public void Complete(Func<string, bool?> memberships) => _memberships.TrySetResult(memberships);

    public void Fail(long now)
    {
        ValidFrom = now;
        _memberships.TrySetResult(null);
    }
}
