using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Engine.Templates.Network;

namespace Confd.Engine.Templates;

/// <summary>The state of one rendering, available to template functions in their context. Used by one thread.</summary>
internal sealed class RenderRun(RenderInput input, RenderServices services, TemplateCache templates, string templateFolder)
{
    /// <summary>The keys of the resource.</summary>
    public KeySnapshot Keys { get; } = input.Keys;

    /// <summary>Evaluates the resource's flags; null for a resource without flags.</summary>
    public FlagLookup? Flags { get; } = input.Flags;

    /// <summary>Distinguishes names that messages may show from values that were used as names.</summary>
    public KnownNames Names { get; } = new(input.Keys);

    public RenderServices Services { get; } = services;

    /// <summary>Looks names up in DNS.</summary>
    public NameLookups Lookups { get; } = services.BeginLookups();

    public TemplateCache Templates { get; } = templates;

    /// <summary>The folder of included files; they may not leave it.</summary>
    public string TemplateFolder { get; } = templateFolder;

    /// <summary>Paths of the includes being rendered, outermost first.</summary>
    public Stack<string> Includes { get; } = new();
}
