using Confd.Engine.Files;
using Confd.Engine.Keys;
using Confd.Engine.Rendering;
using Confd.Engine.Updating;
using Confd.GoTemplate;

namespace Confd.Engine.Status;

/// <summary>
/// Says what failed without the words of a cause that may quote a value: Go's messages do (<c>strconv.Atoi: parsing "hunter2"</c>), and those
/// of settings may show variables of the environment that were filled in.
/// </summary>
internal static class FailureSummary
{
    private const string Unknown = "failed; the log tells why";

    /// <summary>One sentence for everybody.</summary>
    public static string Of(Exception exception) => exception switch
    {
        TemplateException template => OfTemplate(template),
        TemplateRenderException { InnerException: TemplateException template } => OfTemplate(template),
        TemplateRenderException => exception.Message,
        UpdateException { InnerException: TemplateException template } => OfTemplate(template),
        UpdateException update => update.Summary ?? update.Message,
        KeyBackendException or UnixException or StageException or IOException or UnauthorizedAccessException => exception.Message,
        _ => Unknown,
    };

    // Name, line and piece are the template's own text, and so are the messages of templates that cannot be parsed.
    private static string OfTemplate(TemplateException exception)
    {
        if (exception.Kind == TemplateErrorKind.Parse)
        {
            return exception.Message;
        }

        return exception.Line == 0
            ? $"a template {Unknown}"
            : $"template {exception.TemplateName}, line {exception.Line}, at <{exception.Context}>: {Unknown}";
    }
}
