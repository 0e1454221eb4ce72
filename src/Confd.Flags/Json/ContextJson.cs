using System.Collections.Immutable;
using System.Text.Json;
using Confd.Flags.Contexts;

namespace Confd.Flags.Json;

/// <summary>Reads and writes contexts in LaunchDarkly's JSON.</summary>
public static class ContextJson
{
    // Of a user from before contexts only these reach an evaluation, beside key, name, anonymous and everything in "custom".
    private static readonly ImmutableArray<string> LegacyAttributes = ["email", "firstName", "lastName", "avatar", "country", "ip"];

    /// <summary>Reads a context. Never throws: whatever is wrong makes the context invalid and is in its <c>Error</c>.</summary>
    public static EvaluationContext Parse(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return FromValue(FlagValueJson.Parse(utf8Json));
        }
        catch (FlagFormatException e)
        {
            return EvaluationContext.Invalid(e.Message);
        }
    }

    /// <summary>Makes a context from JSON that was read already.</summary>
    public static EvaluationContext FromValue(FlagValue json)
    {
        if (json.Kind != FlagValueKind.Object)
        {
            return EvaluationContext.Invalid("a context is not a JSON object");
        }

        if (!json.Properties.TryGetValue("kind", out var kind))
        {
            return LegacyUser(json.Properties);
        }

        return kind.AsString switch
        {
            null => EvaluationContext.Invalid("a context's kind is not a string"),
            ContextKind.Multi => Multi(json.Properties),
            var name => Single(name, json),
        };
    }

    /// <summary>Writes a context; nothing but null for an invalid one.</summary>
    public static void Write(Utf8JsonWriter writer, EvaluationContext context)
    {
        if (context.Parts.IsEmpty)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("kind"u8, context.Kind);
        if (context.Parts is [var single])
        {
            WriteProperties(writer, single);
        }
        else
        {
            foreach (var part in context.Parts)
            {
                writer.WriteStartObject(part.Kind);
                WriteProperties(writer, part);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    private static EvaluationContext Multi(FlagObject properties) => EvaluationContext.NewMulti(
        [.. properties.Where(part => part.Key != "kind").Select(part => Single(part.Key, part.Value))]);

    private static EvaluationContext Single(string kind, FlagValue json)
    {
        if (json.Kind != FlagValueKind.Object)
        {
            return EvaluationContext.Invalid($"the context of kind '{kind}' is not a JSON object");
        }

        var builder = new EvaluationContextBuilder(null).Kind(kind);
        foreach (var (name, value) in json.Properties)
        {
            var isAllowed = name switch
            {
                "kind" => true,
                "key" or "name" or "anonymous" => builder.TrySetBuiltIn(name, value),
                "_meta" => TrySetMeta(builder, value),
                _ => builder.Set(name, value) is not null,
            };
            if (!isAllowed)
            {
                return EvaluationContext.Invalid($"'{name}' of the context of kind '{kind}' has the wrong type");
            }
        }

        return builder.Build();
    }

    private static bool TrySetMeta(EvaluationContextBuilder builder, FlagValue meta)
    {
        if (meta.Properties.TryGetValue("privateAttributes", out var references))
        {
            builder.Private([.. references.Items.Select(reference => reference.AsString).OfType<string>()]);
        }

        return meta.Kind is FlagValueKind.Object or FlagValueKind.Null;
    }

    private static EvaluationContext LegacyUser(FlagObject user)
    {
        var builder = new EvaluationContextBuilder(null);
        foreach (var (name, value) in user.GetValueOrDefault("custom").Properties)
        {
            if (name is not ("kind" or "key" or "anonymous"))
            {
                builder.Set(name, value);
            }
        }

        foreach (var name in LegacyAttributes)
        {
            if (user.TryGetValue(name, out var value) && !value.IsNull)
            {
                builder.Set(name, value);
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["key", "name", "anonymous"])
        {
            if (user.TryGetValue(name, out var value) && !value.IsNull && !builder.TrySetBuiltIn(name, value))
            {
                return EvaluationContext.Invalid($"'{name}' of the user has the wrong type");
            }
        }

        builder.Private([.. user.GetValueOrDefault("privateAttributeNames").Items.Select(name => name.AsString).OfType<string>()]);
        return builder.BuildLegacyUser();
    }

    private static void WriteProperties(Utf8JsonWriter writer, EvaluationContext context)
    {
        writer.WriteString("key"u8, context.Key);
        if (context.Name is not null)
        {
            writer.WriteString("name"u8, context.Name);
        }

        if (context.IsAnonymous)
        {
            writer.WriteBoolean("anonymous"u8, true);
        }

        foreach (var (name, value) in context.Attributes)
        {
            writer.WritePropertyName(name);
            FlagValueJson.Write(writer, value);
        }

        if (!context.PrivateAttributes.IsEmpty)
        {
            writer.WriteStartObject("_meta"u8);
            writer.WriteStartArray("privateAttributes"u8);
            foreach (var reference in context.PrivateAttributes)
            {
                writer.WriteStringValue(reference);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
