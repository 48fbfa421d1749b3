#include "CBLASStart.h"
