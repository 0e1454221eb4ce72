using Confd.Engine.Flags;

namespace Confd.Engine.Resources;

/// <summary>The <c>[flags]</c> table of a resource: the source of its template's flags, and the context for which they are
/// evaluated.</summary>
/// <param name="Origin">The source of the flags; resources with an equal origin share one client and one reading per cycle.</param>
/// <param name="ContextJson">The context in LaunchDarkly's JSON, expressions evaluated.</param>
/// <param name="ContextPlace">Its position in the file: <c>FILE:LINE:COLUMN</c>.</param>
internal sealed record FlagSettings(FlagOrigin Origin, string ContextJson, string ContextPlace);
