using Confd.Engine.Posix;
using Confd.GoTemplate;

namespace Confd.Engine.Resources;

/// <summary>The files of a <c>for_each</c> resource for one snapshot of the keys.</summary>
/// <param name="Instances">The files to keep in sync, in byte order of their names.</param>
/// <param name="Problems">One for each name without a file; it names the key.</param>
/// <param name="Claimed">All destinations, including those that several names claim: none of them is stale.</param>
/// <param name="IsComplete">False where the destination of a name is unknown, so that any other file may be its destination.</param>
/// <param name="IsTaken">True for a file that another resource claims.</param>
/// <param name="Places">The places of files in this cycle.</param>
internal sealed record ForEachFiles(
    IReadOnlyList<ForEachInstance> Instances,
    IReadOnlyList<ErrorText> Problems,
    ILookup<FilePlace, ForEachInstance> Claimed,
    bool IsComplete,
    Func<FilePlace, bool> IsTaken,
    FilePlaces Places);
