#pragma once
#include "transformer.h"
