using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Execution;

/// <summary>Messages of failed runs, in Go's words.</summary>
internal static class ErrorMessage
{
    /// <summary><c>template: NAME:LINE:COLUMN: executing "BODY" at &lt;CONTEXT&gt;: REASON</c>; columns are bytes from 0.</summary>
    public static TemplateException Execution(Template template, string bodyName, Node? node, string reason, Exception? cause)
    {
        if (node is null)
        {
            return new TemplateException(TemplateErrorKind.Execution, $"template: {bodyName}: {reason}", cause) { Reason = reason };
        }

        var before = template.Text.AsSpan(0, node.Position);
        var line = 1 + before.Count((byte)'\n');
        var column = before.Length - (before.LastIndexOf((byte)'\n') + 1);
        var context = node.ToString();
        var body = GoFormat.Quote(ByteString.FromString(bodyName));
        return new TemplateException(
            TemplateErrorKind.Execution,
            $"template: {template.Name}:{line}:{column}: executing {body} at <{context}>: {reason}",
            cause)
        {
            TemplateName = template.Name,
            Line = line,
            Column = column,
            Context = context,
            Reason = reason,
        };
    }
}
