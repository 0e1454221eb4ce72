using System.Net.Sockets;
using Confd.Backends;
using Confd.GoTemplate;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>The one way from an exception to words for a log, stderr or a page: what quotes a value is known to be one.</summary>
/// <remarks>
/// Exceptions of confd speak of names alone or carry both forms; those of the system name files and addresses. All others may quote
/// whatever they were given, as those of parsers do, so of these everybody sees the type only.
/// </remarks>
internal static class FailureText
{
    private const string OwnNamespace = "Confd.";

    /// <summary>What an exception says.</summary>
    /// <param name="exception">Any exception.</param>
    public static ErrorText Of(Exception exception) => exception switch
    {
        ErrorTextException told => told.Text,
        KeyBackendException told => new ErrorText(told.FullMessage, told.Message),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => DescribeAccess(exception),
        IOException
            or InvalidDataException
            or SocketException
            or HttpRequestException
            or TimeoutException
            or OperationCanceledException => exception.Message,
        _ when exception.GetType().FullName?.StartsWith(OwnNamespace, StringComparison.Ordinal) == true => exception.Message,
        _ => new ErrorText(exception.Message, $"an unexpected {exception.GetType().Name}"),
    };

    // An access whose path the exception alone knows: `open PATH: no such file or directory`; its own words where it knows none.
    private static string DescribeAccess(Exception exception) => (exception, PathIn(exception)) switch
    {
        (_, null) => exception.Message,
        (UnauthorizedAccessException, { } path) => $"{path}: {FileReason.Of(exception, path)}",
        (_, { } path) => $"open {path}: {FileReason.Of(exception, path)}",
    };

    // The words of .NET, in every culture, hold it in quotes.
    private static string? PathIn(Exception exception)
    {
        var text = exception.Message;
        var (start, end) = (text.IndexOf('\''), text.LastIndexOf('\''));
        return (exception as FileNotFoundException)?.FileName ?? (start < end ? text[(start + 1)..end] : null);
    }
}
