namespace Confd.GoTemplate;

/// <summary>When a template failed.</summary>
public enum TemplateErrorKind
{
    /// <summary>While parsing the text; nothing ran.</summary>
    Parse,

    /// <summary>While running; the destination may have received part of the output.</summary>
    Execution,
}
