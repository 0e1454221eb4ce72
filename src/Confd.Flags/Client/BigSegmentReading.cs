namespace Confd.Flags.Client;

/// <summary>One reading of a context's memberships, under way or done; whoever asks for the context meanwhile shares it.</summary>
/// <param name="startedAt">When it began, by the clock's timestamps: the time of day may be set.</param>
internal sealed class BigSegmentReading(long startedAt)
{
    // Whoever waits asynchronously goes on elsewhere: the reading is not to be held up by what they do next.
    private readonly TaskCompletionSource<Func<string, bool?>?> _memberships = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its time to live counts from here; for memberships from the begin of the reading, for a failure, which may take long, from
    /// its end.</summary>
    public long BelievedFrom { get; private set; } = startedAt;

    /// <summary>When it was asked for last.</summary>
    public long AskedAt { get; set; } = startedAt;

    /// <summary>Answers for a segment reference; null if the store could not be read. Never fails.</summary>
    public Task<Func<string, bool?>?> Memberships => _memberships.Task;

    public void Complete(Func<string, bool?> memberships) => _memberships.TrySetResult(memberships);

    public void Fail(long now)
    {
        BelievedFrom = now;
        _memberships.TrySetResult(null);
    }
}
