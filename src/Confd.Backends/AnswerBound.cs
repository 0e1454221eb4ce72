namespace Confd.Backends;

/// <summary>How much is read of one answer, unpacked: whoever answers in a store's place must not fill the memory.</summary>
public static class AnswerBound
{
    /// <summary>The largest answer that is read, in bytes: 32 MB.</summary>
    public const int Bytes = 32 << 20;

    /// <summary>What is said of a larger one.</summary>
    public const string Exceeded = "the answer is larger than 32 MB";
}
