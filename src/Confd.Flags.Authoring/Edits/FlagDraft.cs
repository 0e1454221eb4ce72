using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>A flag or segment that edits change in place.</summary>
/// <param name="seen">The document that was read.</param>
/// <param name="environment">The environment, for names of other flags and segments.</param>
internal sealed class FlagDraft(FlagDocument seen, EnvironmentSnapshot environment)
{
    public JsonObject Root { get; } = seen.CopyRoot();

    public DataKind Kind => seen.Kind;

    public string Key => seen.Key;

    public string Name => seen.Name;

    public EnvironmentSnapshot Environment => environment;

    /// <summary>The values that the flag can serve, by index.</summary>
    public IReadOnlyList<FlagValue> Variations => VariationsOf(Root[FieldNames.Variations]);

    public static IReadOnlyList<FlagValue> VariationsOf(JsonNode? variations) =>
        variations is JsonArray list ? [.. list.Select(DocumentValues.ToValue)] : [];

    /// <summary>The draft as a document of the next version.</summary>
    public FlagDocument ToDocument() => FlagDocument.New(Kind, Key, seen.Version + 1, Root.DeepClone().AsObject());

    /// <summary>Creates an exception whose message starts with the flag's name.</summary>
    public FlagEditException Error(string problem) => new($"{Name}: {problem}");

    /// <summary>The index of a variation.</summary>
    /// <exception cref="FlagEditException">The flag has no such variation, or several.</exception>
    public int Find(VariationReference variation) => variation.Find(Variations, Name);
}
