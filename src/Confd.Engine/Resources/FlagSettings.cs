using Confd.Engine.Flags;

namespace Confd.Engine.Resources;

/// <summary>The <c>[flags]</c> table of a resource: where its template's flags come from, and for whom they are evaluated.</summary>
/// <param name="Origin">Where the flags come from; resources with an equal origin share one client and one reading per cycle.</param>
/// <param name="ContextJson">For whom: LaunchDarkly's context JSON, expressions filled in.</param>
/// <param name="ContextPlace">Where the file says so: <c>FILE:LINE:COLUMN</c>.</param>
internal sealed record FlagSettings(FlagOrigin Origin, string ContextJson, string ContextPlace);
