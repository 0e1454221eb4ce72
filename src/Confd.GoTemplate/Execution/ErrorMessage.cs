using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;

namespace Confd.GoTemplate.Execution;

/// <summary>Messages of failed runs, in Go's words.</summary>
internal static class ErrorMessage
{
    /// <summary><c>template: NAME:LINE:COLUMN: executing "BODY" at &lt;CONTEXT&gt;: REASON</c>; columns are bytes from 0.</summary>
    public static TemplateException Execution(TemplateBody body, string name, Node? node, ErrorText reason, Exception? cause)
    {
        if (node is null)
        {
            return new TemplateException(
                TemplateErrorKind.Execution, ErrorText.Format($"template: {name}: {reason}"), cause)
            { Reason = reason.Full };
        }

        var before = body.Text.AsSpan(0, node.Position);
        var line = 1 + before.Count((byte)'\n');
        var column = before.Length - (before.LastIndexOf((byte)'\n') + 1);
        var context = node.ToString();
        return new TemplateException(
            TemplateErrorKind.Execution,
            ErrorText.Format($"template: {body.TextName}:{line}:{column}: executing {GoFormat.Quote(name)} at <{context}>: {reason}"),
            cause)
        {
            TemplateName = body.TextName,
            Line = line,
            Column = column,
            Context = context,
            Reason = reason.Full,
        };
    }
}
