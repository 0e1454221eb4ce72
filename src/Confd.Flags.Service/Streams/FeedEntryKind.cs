namespace Confd.Flags.Service.Streams;

/// <summary>What an entry of a feed is.</summary>
internal enum FeedEntryKind
{
    /// <summary>The place before everything: there is no data yet.</summary>
    Start,

    /// <summary>Something has changed.</summary>
    Change,

    /// <summary>Something has changed of which streams are told nothing; questions are answered by the new state.</summary>
    Untold,

    /// <summary>Nothing has, for a while.</summary>
    Heartbeat,

    /// <summary>The service ends.</summary>
    End,
}
