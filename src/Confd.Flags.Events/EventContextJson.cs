using System.Text.Json;
using Confd.Flags.Contexts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Events;

/// <summary>Writes contexts for events: without private attributes, whose names are in <c>_meta.redactedAttributes</c>.</summary>
internal sealed partial class EventContextJson(FlagEventOptions options)
{
    private readonly AttributeReference[] _private = [.. options.PrivateAttributes.Select(AttributeReference.Parse)];
    private bool _hasWarned;

    /// <summary>Writes a context.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="context">A valid one.</param>
    /// <param name="hidesAnonymous">True: all attributes of anonymous parts are private.</param>
    public void Write(Utf8JsonWriter writer, EvaluationContext context, bool hidesAnonymous)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, context.Kind);
        if (context.Parts is [var single])
        {
            WritePart(writer, single, hidesAnonymous);
        }
        else
        {
            foreach (var part in context.Parts)
            {
                writer.WriteStartObject(part.Kind);
                WritePart(writer, part, hidesAnonymous);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    // A context's own references come with each evaluation: throwing would lose the event, and logging each time would fill the log.
    private bool IsUsable(AttributeReference reference)
    {
        if (!reference.IsValid && !Interlocked.Exchange(ref _hasWarned, true))
        {
            LogNotPrivate(options.Logger ?? NullLogger.Instance, reference.Text, reference.Error!);
        }

        return reference.IsValid;
    }

    private void WritePart(Utf8JsonWriter writer, EvaluationContext part, bool hidesAnonymous)
    {
        var hidesAll = options.AllAttributesPrivate || (hidesAnonymous && part.IsAnonymous);
        AttributeReference[] hidden = hidesAll
            ? []
            : [.. _private, .. part.PrivateAttributes.Select(AttributeReference.Parse).Where(IsUsable)];
        var redacted = new SortedSet<string>(StringComparer.Ordinal);
        writer.WriteString("key"u8, part.Key);
        if (part.IsAnonymous)
        {
            writer.WriteBoolean("anonymous"u8, true);
        }

        if (part.Name is not null && !IsHidden("name"))
        {
            writer.WriteString("name"u8, part.Name);
        }

        foreach (var (name, value) in part.Attributes)
        {
            if (!IsHidden(name))
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value, [name], hidden, redacted);
            }
        }

        WriteMeta(writer, redacted);

        bool IsHidden(string name)
        {
            var isHidden = hidesAll || Array.Exists(hidden, reference => reference.Components is [var only] && only == name);
            if (isHidden)
            {
                redacted.Add(NameOf([name]));
            }

            return isHidden;
        }
    }

    private static void WriteValue(
        Utf8JsonWriter writer, FlagValue value, string[] path, AttributeReference[] hidden, SortedSet<string> redacted)
    {
        var deeper = Array.FindAll(
            hidden, reference => reference.Components.Length > path.Length && reference.Components.AsSpan().StartsWith(path));
        if (value.Kind != FlagValueKind.Object || deeper.Length == 0)
        {
            FlagValueJson.Write(writer, value);
            return;
        }

        writer.WriteStartObject();
        foreach (var (name, inner) in value.Properties)
        {
            string[] here = [.. path, name];
            if (Array.Exists(deeper, reference => reference.Components.AsSpan().SequenceEqual(here)))
            {
                redacted.Add(NameOf(here));
                continue;
            }

            writer.WritePropertyName(name);
            WriteValue(writer, inner, here, deeper, redacted);
        }

        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, SortedSet<string> redacted)
    {
        if (redacted.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("_meta"u8);
        writer.WriteStartArray("redactedAttributes"u8);
        foreach (var reference in redacted)
        {
            writer.WriteStringValue(reference);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The private attribute \"{Reference}\" of a context is ignored, as it is not a valid reference: {Problem}; logged once")]
    private static partial void LogNotPrivate(ILogger logger, string reference, string problem);

    // A plain name is its own reference.
    private static string NameOf(string[] path) => path is [var name] && !name.StartsWith('/') ? name : AttributeReference.ToPath(path);
}
