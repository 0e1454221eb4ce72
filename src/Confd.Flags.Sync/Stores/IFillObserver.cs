using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Stores;

/// <summary>Is told how a <see cref="StoreFiller"/> fares, by its one loop: never by two threads at once.</summary>
internal interface IFillObserver
{
    /// <summary>Everything was taken in.</summary>
    void TookAll();

    /// <summary>One item was taken in.</summary>
    void TookItem();

    /// <summary>The service is followed, or was asked with success.</summary>
    void Followed();

    /// <summary>It could not be followed or asked.</summary>
    void Failed();

    /// <summary>It refuses; comes after <see cref="Failed"/>.</summary>
    /// <param name="reason">What people should hear of it.</param>
    void Refused(string reason);

    /// <summary>The stream was opened, or could not be.</summary>
    void TriedStream(StreamInit attempt);
}
