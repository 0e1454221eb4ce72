using System.Net.Sockets;
using Confd.Backends;
using Confd.GoTemplate;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>Converts an exception to words for a log, stderr or a page; quoted values are marked as such.</summary>
/// <remarks>
/// Exceptions of confd contain only names or have both forms; those of the system contain files and addresses. All others may quote
/// their input, as those of parsers do, so only their type is shown.
/// </remarks>
internal static class FailureText
{
    private const string OwnNamespace = "Confd.";

    /// <summary>The words for an exception.</summary>
    /// <param name="exception">Any exception.</param>
    public static ErrorText Of(Exception exception) => exception switch
    {
        ErrorTextException failure => failure.Text,
        KeyBackendException failure => new ErrorText(failure.FullMessage, failure.Message),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => DescribeAccess(exception),
        IOException
            or InvalidDataException
            or SocketException
            or HttpRequestException
            or TimeoutException
            or OperationCanceledException => exception.Message,
        _ when IsOwn(exception) => exception.Message,
        _ => new ErrorText(exception.Message, $"an unexpected {exception.GetType().Name}"),
    };

    /// <summary>What a cancelled wait was for, where confd's own exception says so; null where none does.</summary>
    /// <param name="cancelled">The end of the wait.</param>
    public static ErrorText? AwaitedBy(OperationCanceledException cancelled) =>
        cancelled.InnerException is { } cause && IsOwn(cause) ? Of(cause) : null;

    // For an access whose path only the exception contains: `open PATH: no such file or directory`; its own message where it has none.
    private static string DescribeAccess(Exception exception) => (exception, PathIn(exception)) switch
    {
        (_, null) => exception.Message,
        (UnauthorizedAccessException, { } path) => $"{path}: {FileReason.Of(exception, path)}",
        (_, { } path) => $"open {path}: {FileReason.Of(exception, path)}",
    };

    private static bool IsOwn(Exception exception) =>
        exception.GetType().FullName?.StartsWith(OwnNamespace, StringComparison.Ordinal) == true;

    // .NET's messages, in every culture, contain it in quotes.
    private static string? PathIn(Exception exception)
    {
        var text = exception.Message;
        var (start, end) = (text.IndexOf('\''), text.LastIndexOf('\''));
        return (exception as FileNotFoundException)?.FileName ?? (start < end ? text[(start + 1)..end] : null);
    }
}
