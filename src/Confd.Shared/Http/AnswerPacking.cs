namespace Confd.Shared.Http;

/// <summary>Answers that are not packed as their <c>Content-Encoding</c> says: what unpacks gzip throws one exception for them, what
/// unpacks brotli another.</summary>
internal static class AnswerPacking
{
    /// <summary>What is wrong with such an answer.</summary>
    public const string Broken = "the answer is not packed as its Content-Encoding says";

    /// <summary>True where a failure of reading an answer means that.</summary>
    public static bool IsBroken(Exception failed) =>
        failed is InvalidDataException || failed.GetType() == typeof(InvalidOperationException);
}
