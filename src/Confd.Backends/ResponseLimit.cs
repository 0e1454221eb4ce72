namespace Confd.Backends;

/// <summary>The limit for one answer, decompressed: a server in the place of a store must not be able to fill the memory.</summary>
public static class ResponseLimit
{
    /// <summary>The largest answer that is read, in bytes: 32 MB.</summary>
    public const int Bytes = 32 << 20;

    /// <summary>The message for a larger one.</summary>
    public const string Exceeded = "the answer is larger than 32 MB";
}
