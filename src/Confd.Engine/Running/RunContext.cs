using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>What everything that runs shares, beside what it works on.</summary>
/// <param name="Clock">Measures time and wakes loops.</param>
/// <param name="Logger">Hears what happens, in words.</param>
/// <param name="Observer">Hears what happens, in facts.</param>
/// <param name="Progress">Hears that the loop goes on.</param>
internal sealed record RunContext(TimeProvider Clock, ILogger Logger, IRunObserver Observer, LoopProgress Progress);
