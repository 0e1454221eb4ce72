namespace Confd.Shared.Http;

/// <summary>Answers whose body does not match their <c>Content-Encoding</c>: .NET throws one exception for broken gzip and another for
/// broken brotli.</summary>
internal static class ResponseEncoding
{
    /// <summary>The message for such an answer.</summary>
    public const string Broken = "the response is not encoded as its Content-Encoding states";

    /// <summary>True where an exception of reading an answer has this cause.</summary>
    public static bool IsBroken(Exception failed) =>
        failed is InvalidDataException || failed.GetType() == typeof(InvalidOperationException);
}
