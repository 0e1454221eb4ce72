using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Stores;

/// <summary>Observes a <see cref="StoreFiller"/>; called by its one loop, never concurrently.</summary>
internal interface IFillObserver
{
    /// <summary>All data was applied.</summary>
    void TookAll();

    /// <summary>One item was applied.</summary>
    void TookItem();

    /// <summary>The service is followed, or was polled successfully.</summary>
    void Followed();

    /// <summary>It could not be followed or polled.</summary>
    void Failed(Exception problem);

    /// <summary>It rejected a request; called after <see cref="Failed"/>.</summary>
    /// <param name="reason">The reason to report.</param>
    void Refused(string reason);

    /// <summary>The stream was opened, or could not be.</summary>
    void TriedStream(StreamInit attempt);
}
