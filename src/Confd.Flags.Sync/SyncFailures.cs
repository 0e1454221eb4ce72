using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync;

/// <summary>What failures of a sync mean, and what may be said of them.</summary>
internal static class SyncFailures
{
    /// <summary>True where the service rejects requests, or the table belongs to another source: a retry cannot solve that.</summary>
    public static bool IsPermanent(Exception failure) =>
        failure is FlagSourceDiffersException or LaunchDarklyException { IsPermanent: true };

    /// <summary>The reason for a log or a status. The message of an unexpected exception may contain anything.</summary>
    public static string Describe(Exception failure) => failure
        is LaunchDarklyException or FlagDataException or FlagStoreException or IOException or UnauthorizedAccessException
        or ArgumentException
        ? failure.Message
        : $"it failed with an unexpected error ({failure.GetType().Name})";
}
