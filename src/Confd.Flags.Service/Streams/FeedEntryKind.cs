namespace Confd.Flags.Service.Streams;

/// <summary>The kind of an entry of a feed.</summary>
internal enum FeedEntryKind
{
    /// <summary>The first entry: there is no data yet.</summary>
    Start,

    /// <summary>Something has changed.</summary>
    Change,

    /// <summary>A change that is not sent to streams; requests get the new state.</summary>
    Unreported,

    /// <summary>No change for a while.</summary>
    Heartbeat,

    /// <summary>The service ends.</summary>
    End,
}
