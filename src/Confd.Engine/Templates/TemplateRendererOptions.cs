using Confd.Engine.Posix;
using Confd.Engine.Templates.Network;
using Confd.GoTemplate;
using Confd.GoTemplate.Functions;

namespace Confd.Engine.Templates;

/// <summary>Options of <see cref="TemplateRenderer"/>, which copies them: later changes have no effect.</summary>
internal sealed record TemplateRendererOptions
{
    public static readonly TimeSpan DefaultLookupTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The folder of <c>src</c> and <c>include</c> files, normally <c>CONFDIR/templates</c>.</summary>
    public required string TemplateFolder { get; init; }

    /// <summary>The functions templates may call.</summary>
    /// <value>Default <see cref="TemplateFunctions.Table"/>.</value>
    public FunctionTable Functions { get; init; } = TemplateFunctions.Table;

    /// <summary>Limits of the template engine.</summary>
    public TemplateOptions Template { get; init; } = TemplateOptions.Default;

    /// <summary>Keep parsed templates: <c>--template-cache</c>.</summary>
    /// <value>Default true.</value>
    public bool IsCacheEnabled { get; init; } = true;

    /// <summary>How long a cached template is used before the time of its file is checked again: <c>--stat-cache-ttl</c>.</summary>
    /// <value>Default 1 second; zero checks every time.</value>
    public TimeSpan StatCacheTtl { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns environment variables for <c>getenv</c> and the time zone; null means "not set". In names and values an invalid UTF-8 byte
    /// is a character from U+DC80 to U+DCFF.
    /// </summary>
    /// <value>Default <see cref="ProcessEnvironment.Find"/>.</value>
    public Func<string, string?> Environment { get; init; } = ProcessEnvironment.Find;

    /// <summary>The clock of <c>datetime</c> and of the cache.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Resolves names for <c>lookupIP</c> and <c>lookupSRV</c>.</summary>
    public NameLookup Names { get; init; } = new();

    /// <summary>The time limit for all lookups of one rendering together.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan LookupTimeout { get; init; } = DefaultLookupTimeout;
}
