// A service that no front door has: its method is to be refused by name.

namespace java storm.drpc
namespace py unknown_service

service UnknownService {
  string nope(1: string argument);
}
